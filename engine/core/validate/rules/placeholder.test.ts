import { expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { validateFlow } from "../validate-flow.ts";

it("refuses a flow in which something is still to be rebuilt, and says what", () => {
  const problems = validateFlow(
    {
      omnilink: 1,
      id: "imported",
      name: "Imported",
      nodes: [
        { id: "start", kind: "trigger.manual" },
        { id: "post", kind: "placeholder", config: { was: "slack", why: "Use notify." } },
      ],
      edges: [{ from: "start", to: "post" }],
    },
    nodeDefinitions,
  );
  expect(problems).toEqual([
    expect.objectContaining({ code: "flow/placeholder", severity: "error", nodeId: "post", fix: "Use notify." }),
  ]);
});
