import { expect, it } from "vitest";
import type { FlowDocument, FlowNode } from "../../flow/flow-document.ts";
import { projectProblems } from "./engine-only.ts";

const flowOf = (...nodes: FlowNode[]): FlowDocument => ({ omnilink: 1, id: "f", name: "F", nodes, edges: [] });

it("says of each node what a project cannot do, where that stands and what to do instead", () => {
  const found = projectProblems(
    flowOf(
      { id: "start", kind: "trigger.manual" },
      { id: "pay", name: "Pay", kind: "http", config: { effect: "keyed" }, pivot: true },
      { id: "undo", kind: "compensate", config: { only: "pay" } },
      { id: "book", kind: "http", config: { effect: "lookup" } },
      { id: "fetch", kind: "http", heartbeat: "PT5S" },
    ),
  );
  expect(found.map(({ nodeId, path }) => [nodeId, path])).toEqual([
    ["pay", "/nodes/1/pivot"],
    ["undo", "/nodes/2/config/only"],
    ["book", "/nodes/3/config/effect"],
    ["fetch", "/nodes/4/heartbeat"],
  ]);
  expect(found[0]).toMatchObject({
    code: "export/engine-only",
    message: '"Pay" is a point of no return, which an exported project cannot do.',
  });
});

it("has nothing against other flows", () => {
  const flow = flowOf({ id: "start", kind: "trigger.manual" }, { id: "undo", kind: "compensate", config: { to: "start" } });
  expect(projectProblems(flow)).toEqual([]);
});
