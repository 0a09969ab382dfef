import { beforeAll, describe, expect, it } from "vitest";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { exportFlow } from "../hub/export/export-flow.ts";
import type { Engine } from "../runtime/engine.ts";
import type { ExportRequest } from "../runtime/exports.ts";
import { openExports } from "./open-exports.ts";
import { offerExport } from "./process-export.ts";

const SOURCE = `omnilink: 1
id: orders
name: Orders # of the shop
nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, config: { expression: input.total } }
edges:
  - { from: start, to: price }
`;

const live: FlowDocument = readFlow(SOURCE).document!;
const renamed: FlowDocument = { ...live, name: "Orders of today" };
const broken: FlowDocument = { ...live, edges: [...live.edges, { from: "price", to: "gone" }] };

interface Stored {
  readonly live?: FlowDocument;
  readonly draft?: FlowDocument;
}

/** The two things an export asks of the engine, for one flow. */
const engineWith = (stored: Stored): Pick<Engine, "flows" | "drafts"> =>
  ({
    flows: { get: async () => stored.live && { document: stored.live, source: SOURCE, version: 3 } },
    drafts: { open: async () => stored.draft && { draft: { document: stored.draft, layout: { positions: {} }, samples: {} } } },
  }) as unknown as Pick<Engine, "flows" | "drafts">;

const take = (stored: Stored, from: ExportRequest["from"], to: ExportRequest["to"] = "yaml") =>
  openExports(engineWith(stored), { find: async () => ({}) }).take({ orgId: "org", flowId: "orders", from, to });

describe("taking a stored flow", () => {
  beforeAll(() => offerExport(exportFlow));

  it("takes the published version as it was written, and says which one it is", async () => {
    const answer = await take({ live, draft: renamed }, "live");
    expect(answer).toMatchObject({ ok: true, version: 3, files: [{ path: "flow.yaml", text: SOURCE }] });
  });

  it("takes the draft with the comments of the text it began with", async () => {
    const answer = await take({ live, draft: renamed }, "draft");
    expect(answer).not.toHaveProperty("version");
    const text = answer.ok ? answer.files.find(({ path }) => path === "flow.yaml")!.text : "";
    expect(text).toContain("name: Orders of today # of the shop");
  });

  it("gives a whole project", async () => {
    const answer = await take({ live, draft: live }, "draft", "ts");
    expect(answer.ok && answer.files.map(({ path }) => path)).toContain("src/machine.ts");
  });

  it("refuses a draft with errors in every form but its own, and names them", async () => {
    const refused = await take({ live, draft: broken }, "draft", "mermaid");
    expect(refused).toMatchObject({ ok: false, reason: "problems", problems: [{ severity: "error" }] });
    expect(await take({ live, draft: broken }, "draft", "yaml")).toMatchObject({ ok: true });
  });

  it("tells a flow that is not there from one that is not published", async () => {
    expect(await take({}, "live")).toEqual({ ok: false, reason: "unknownFlow" });
    expect(await take({ draft: live }, "live")).toEqual({ ok: false, reason: "unpublished" });
  });
});
