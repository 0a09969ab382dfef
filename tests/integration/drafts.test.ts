import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { addNode } from "#engine/core/edit/commands/add-node.ts";
import { setConfig } from "#engine/core/edit/commands/set-config.ts";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { isSettled } from "#engine/core/edit/draft-sync.ts";
import type { Edit } from "#engine/core/edit/operation.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { Drafts } from "#engine/runtime/drafts.ts";
import { ana, ben, SOURCE, useDrafts } from "#tests/support/drafts-world.ts";

describe("drafts on Postgres", () => {
  const { deploy, open, window, opened } = useDrafts();
  let drafts: Drafts;
  let orgId: string;
  beforeAll(() => {
    ({ drafts, orgId } = opened());
  });

  it("are not made by looking", async () => {
    await deploy("looked");
    const opened = await open("looked");
    expect(opened).toMatchObject({ revision: 0, live: { number: 1 } });
    expect(opened.draft.document).toEqual(opened.live?.document);
    expect(await drafts.list(orgId)).toEqual([]);
    expect(await drafts.history(orgId, "looked")).toEqual([]);
  });

  it("keep what two windows change at once, and show a conflict where it is the same field", async () => {
    await deploy("shared");
    const [one, two] = [await window("shared"), await window("shared", ben)];
    one.do((draft) => setNodeField(draft, "price", ["name"], "Price it"));
    one.do((draft) => setConfig(draft, "price", ["expression"], "input.one"));
    two.do((draft) => setConfig(draft, "price", ["expression"], "input.two"));
    two.do((draft) => addNode(draft, nodeDefinitions, { kind: "http", from: { nodeId: "price" } }));
    await Promise.all([one.save(), two.save()]);
    await one.save();
    await two.save();
    expect(one.state.draft).toEqual(two.state.draft);
    expect((await open("shared")).draft).toEqual(one.state.draft);
    expect([...one.state.held, ...two.state.held]).toHaveLength(1);
    expect(one.state.draft.document.nodes.map(({ id, name }) => [id, name])).toEqual([
      ["start", undefined],
      ["price", "Price it"],
      ["http", "HTTP request"],
    ]);
    const authors = (await drafts.history(orgId, "shared")).map(({ author }) => author);
    expect(authors).toHaveLength(3);
    expect(new Set(authors)).toEqual(new Set(["Ana", "Ben"]));
  });

  it("count edits without gaps when ten windows save at once", async () => {
    await deploy("busy");
    const windows = await Promise.all(Array.from({ length: 10 }, () => window("busy")));
    windows.forEach((one, index) => one.do((draft) => addNode(draft, nodeDefinitions, { kind: "http", name: `Call ${index}` })));
    await Promise.all(windows.map((one) => one.save()));
    await Promise.all(windows.map((one) => one.save()));
    const { draft, revision } = await open("busy");
    expect(revision).toBe(10);
    expect(draft.document.nodes.filter(({ kind }) => kind === "http")).toHaveLength(10);
    for (const { state } of windows) expect([state.draft, isSettled(state)]).toEqual([draft, true]);
  });

  it("make an edit once that is sent twice", async () => {
    await deploy("resent");
    const one = await window("resent");
    one.do((draft) => addNode(draft, nodeDefinitions, { kind: "wait" }));
    const request = one.take();
    const [first, second] = await Promise.all([drafts.save(request), drafts.save(request)]);
    expect(first).toEqual(second);
    expect(await drafts.save(request)).toEqual(first);
    one.hear(first.ok ? first.changes : []);
    expect(one.state.draft.document.nodes).toHaveLength(3);
    expect((await open("resent")).draft).toEqual(one.state.draft);
  });

  it("refuse what is no draft in words, and store nothing of it", async () => {
    await deploy("refused");
    const one = await window("refused");
    one.do((draft) => setSample(draft, "start", "x".repeat(2_100_000)));
    const tooLarge = await drafts.save(one.take());
    expect(tooLarge).toMatchObject({ ok: false, reason: "refused", message: expect.stringContaining("limit is 2097152") });
    const forged: Edit = { label: "Forge", operations: [{ op: "setFlow", path: ["unknown"], after: 1 }] };
    expect(await drafts.save({ ...one.take(), edits: [{ editId: 9, edit: forged }] })).toMatchObject({
      ok: false,
      reason: "refused",
    });
    expect(await open("refused")).toMatchObject({ revision: 0 });
    expect(await drafts.history(orgId, "refused")).toEqual([]);
  });

  it("belong to one organization", async () => {
    await deploy("foreign");
    const stranger = randomUUID();
    const one = await window("foreign");
    one.do((draft) => setFlowField(draft, ["description"], "mine"));
    expect(await drafts.open(stranger, "foreign")).toBeUndefined();
    expect(await drafts.save({ ...one.take(), orgId: stranger })).toEqual({ ok: false, reason: "unknownFlow" });
    expect(await drafts.publish({ orgId: stranger, flowId: "foreign", revision: 0, by: ana })).toEqual({
      ok: false,
      reason: "unknownFlow",
    });
    expect(await drafts.discard({ orgId: stranger, flowId: "foreign", revision: 0, by: ana })).toEqual({
      ok: false,
      reason: "unknownFlow",
    });
    expect(await drafts.versions(stranger, "foreign")).toEqual([]);
    expect(await drafts.history(stranger, "foreign")).toEqual([]);
    const followed = drafts.follow({
      ...{ orgId: stranger, flowId: "foreign" },
      afterRevision: 0,
      clientId: "x",
      signal: new AbortController().signal,
    });
    for await (const one of followed) expect(one).toBeUndefined();
  });

  it("take over what was deployed from text, and keep what was changed in the draft", async () => {
    await deploy("overtaken");
    const one = await window("overtaken");
    one.do((draft) => setConfig(draft, "price", ["expression"], "mine"));
    await one.save();
    await deploy("overtaken", SOURCE.replace("name: Orders", "name: Orders of today").replace("input.total", "theirs"));
    const opened = await open("overtaken");
    expect(opened.live?.number).toBe(2);
    expect(opened.draft.document).toMatchObject({ name: "Orders of today", nodes: [{}, { config: { expression: "mine" } }] });
    await one.save();
    expect(one.state.draft).toEqual(opened.draft);
  });

  it("begin again for a window that was opened on a version that is not live any more", async () => {
    await deploy("reopened");
    const one = await window("reopened");
    one.do((draft) => setFlowField(draft, ["description"], "late"));
    await deploy("reopened", SOURCE.replace("name: Orders", "name: Later"));
    await one.save();
    expect(one.state.draft.document).toMatchObject({ name: "Later", description: "late" });
    expect((await open("reopened")).draft).toEqual(one.state.draft);
    const late = await drafts.save({ ...one.take(), clientId: "client-late", baseRevision: 99 });
    expect(late).toEqual({ ok: false, reason: "reload" });
  });
});
