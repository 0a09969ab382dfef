import { beforeAll, describe, expect, it } from "vitest";
import { applyEdit } from "#engine/core/edit/apply-edit.ts";
import { addNode } from "#engine/core/edit/commands/add-node.ts";
import { moveNodes } from "#engine/core/edit/commands/move-nodes.ts";
import { setConfig } from "#engine/core/edit/commands/set-config.ts";
import { setFlowField } from "#engine/core/edit/commands/set-flow-field.ts";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Engine } from "#engine/index.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { DraftNews, Drafts } from "#engine/runtime/drafts.ts";
import { ana, ben, SOURCE, useDrafts } from "#tests/support/drafts-world.ts";

describe("drafts that go live, or back", () => {
  const { deploy, open, window, opened } = useDrafts();
  let engine: Engine;
  let other: Engine;
  let drafts: Drafts;
  let orgId: string;
  beforeAll(() => {
    ({ engine, other, drafts, orgId } = opened());
  });

  it("become a version that keeps the words people wrote, without sample data, with who did what", async () => {
    await deploy("published");
    const one = await window("published");
    one.do((draft) => setConfig(draft, "price", ["expression"], "input.total * 2"));
    one.do((draft) => setSample(draft, "price", { total: 1 }));
    one.do((draft) => moveNodes(draft, { price: { x: 400, y: 10 } }));
    await one.save();
    const published = await drafts.publish({
      orgId,
      flowId: "published",
      revision: one.state.revision,
      by: ana,
      note: "Twice the price",
    });
    expect(published).toMatchObject({ ok: true, version: 2, changed: true });
    const live = await engine.flows.get(orgId, "published");
    expect(live?.source).toBe(SOURCE.replace("id: orders", "id: published").replace("input.total }", "input.total * 2 }"));
    expect(live?.layout).toEqual({ positions: { price: { x: 400, y: 10 } } });
    expect(await drafts.versions(orgId, "published")).toMatchObject([
      {
        ...{ number: 2, isLive: true, deployedBy: "Ana", note: "Twice the price" },
        changes: [{ author: "Ana", label: "Set expression of price" }, { author: "Ana" }, { author: "Ana" }],
      },
      { number: 1, isLive: false, deployedBy: "test" },
    ]);
    expect(await drafts.history(orgId, "published")).toEqual([]);
    const after = await open("published");
    expect(after.draft.document).toEqual(after.live?.document);
    expect(after.draft.samples).toEqual({ price: { total: 1 } });
  });

  it("are not published over what somebody did meanwhile, nor with errors", async () => {
    await deploy("guarded");
    const [one, two] = [await window("guarded"), await window("guarded", ben)];
    one.do((draft) => setFlowField(draft, ["description"], "from Ana"));
    await one.save();
    const seen = one.state.revision;
    two.do((draft) => addNode(draft, nodeDefinitions, { kind: "http", from: { nodeId: "price" } }));
    await two.save();
    expect(await drafts.publish({ orgId, flowId: "guarded", revision: seen, by: ana })).toMatchObject({
      ...{ ok: false, reason: "stale" },
      changes: [{ author: "Ben", edit: { label: "Add HTTP request" } }],
    });
    const { revision } = await open("guarded");
    expect(await drafts.publish({ orgId, flowId: "guarded", revision, by: ana })).toMatchObject({
      ok: false,
      reason: "problems",
    });
    expect(await engine.flows.get(orgId, "guarded")).toMatchObject({ version: 1 });
  });

  it("let a person publish only what is theirs, and say what cannot be told apart", async () => {
    await deploy("mine");
    const [one, two] = [await window("mine"), await window("mine", ben)];
    one.do((draft) => setFlowField(draft, ["description"], "from Ana"));
    await one.save();
    two.do((draft) => setNodeField(draft, "price", ["name"], "Ben's name"));
    await two.save();
    const revision = two.state.revision;
    expect(await drafts.publish({ orgId, flowId: "mine", revision, by: ana, onlyOf: [ana.userId] })).toMatchObject({
      ok: true,
      version: 2,
    });
    expect((await engine.flows.get(orgId, "mine"))?.document).toMatchObject({
      description: "from Ana",
      nodes: [{}, { id: "price" }],
    });
    expect((await engine.flows.get(orgId, "mine"))?.source).not.toContain("Ben's name");
    expect(await drafts.history(orgId, "mine")).toMatchObject([{ author: "Ben" }]);
    expect((await open("mine")).draft.document.nodes[1]?.name).toBe("Ben's name");

    const three = await window("mine");
    three.do((draft) => setNodeField(draft, "price", ["name"], "Ana's name"));
    await three.save();
    const entangled = await drafts.publish({
      orgId,
      flowId: "mine",
      revision: three.state.revision,
      by: ana,
      onlyOf: [ana.userId],
    });
    expect(entangled).toMatchObject({
      ok: false,
      reason: "entangled",
      message: expect.stringContaining("by Ben cannot be left out"),
    });
  });

  it("go back to what is live, for everybody who has the flow open", async () => {
    await deploy("discarded");
    const one = await window("discarded");
    one.do((draft) => setFlowField(draft, ["description"], "no good"));
    one.do((draft) => setSample(draft, "start", 1));
    await one.save();
    expect(await drafts.discard({ orgId, flowId: "discarded", revision: 0, by: ben })).toMatchObject({
      ok: false,
      reason: "stale",
    });
    expect(await drafts.discard({ orgId, flowId: "discarded", revision: 2, by: ben })).toEqual({ ok: true, isDeleted: false });
    await one.save();
    const after = await open("discarded");
    expect(one.state.draft).toEqual(after.draft);
    expect(after.draft.document).toEqual(after.live?.document);
    expect(after.draft.samples).toEqual({ start: 1 });
    expect(await drafts.history(orgId, "discarded")).toEqual([]);
  });

  it("begin empty or as a copy, with ids that are checked", async () => {
    await deploy("template");
    expect(await drafts.create({ orgId, name: "Ship the parcel!", by: ana })).toEqual({ ok: true, flowId: "shipTheParcel" });
    expect(await drafts.create({ orgId, name: "Ship the parcel", by: ana })).toEqual({ ok: true, flowId: "shipTheParcel2" });
    expect(await drafts.create({ orgId, name: "X", flowId: "template", by: ana })).toMatchObject({ ok: false });
    expect(await drafts.create({ orgId, name: "X", flowId: "not good", by: ana })).toMatchObject({ ok: false });
    expect(await drafts.create({ orgId, name: "X", from: "nothing", by: ana })).toMatchObject({ ok: false });
    expect(await drafts.create({ orgId, name: "Copy of it", from: "template", by: ana })).toEqual({
      ok: true,
      flowId: "copyOfIt",
    });
    expect((await open("copyOfIt")).draft.document).toMatchObject({
      id: "copyOfIt",
      name: "Copy of it",
      nodes: [{ id: "start" }, { id: "price" }],
    });
    expect(
      (await drafts.list(orgId))
        .filter(({ isPublished }) => !isPublished)
        .map(({ flowId }) => flowId)
        .toSorted(),
    ).toEqual(["copyOfIt", "shipTheParcel", "shipTheParcel2"]);
    expect(await drafts.publish({ orgId, flowId: "copyOfIt", revision: 1, by: ana })).toMatchObject({ ok: true, version: 1 });
    expect(await engine.flows.get(orgId, "copyOfIt")).toMatchObject({ name: "Copy of it", version: 1 });
    expect(await drafts.discard({ orgId, flowId: "shipTheParcel", revision: 0, by: ana })).toEqual({ ok: true, isDeleted: true });
    expect(await drafts.open(orgId, "shipTheParcel")).toBeUndefined();
  });

  it("are built from nothing to a version that runs", async () => {
    await drafts.create({ orgId, name: "From scratch", by: ana });
    const one = await window("fromScratch");
    one.do((draft) => addNode(draft, nodeDefinitions, { kind: "trigger.manual", position: { x: 0, y: 0 } }));
    one.do((draft) =>
      addNode(draft, nodeDefinitions, { kind: "map", from: { nodeId: "manual" }, config: { expression: "1 + 1" } }),
    );
    await one.save();
    expect(await drafts.publish({ orgId, flowId: "fromScratch", revision: one.state.revision, by: ana })).toMatchObject({
      ok: true,
      version: 1,
    });
    expect(await engine.runs.start({ orgId, flowId: "fromScratch", input: null })).toMatchObject({ ok: true });
  });

  it("tell every process who is here, what changes and what goes live", { timeout: 20_000 }, async () => {
    await deploy("followed");
    const stop = new AbortController();
    const news: DraftNews[] = [];
    const waiting: { is: (one: DraftNews) => boolean; resolve: (one: DraftNews) => void }[] = [];
    const hears = (is: (one: DraftNews) => boolean): Promise<DraftNews> =>
      new Promise((resolve) => {
        const found = news.find(is);
        if (found) resolve(found);
        else waiting.push({ is, resolve });
      });
    const following = (async () => {
      for await (const one of other.drafts.follow({
        orgId,
        flowId: "followed",
        afterRevision: 0,
        clientId: "there",
        signal: stop.signal,
      })) {
        news.push(one);
        for (const { is, resolve } of waiting) if (is(one)) resolve(one);
      }
    })();
    expect(await hears(({ live }) => live?.number === 1)).toMatchObject({ revision: 0, others: [] });
    await drafts.announce({ orgId, flowId: "followed", clientId: "here", ...ana, nodeIds: ["price"] });
    expect((await hears(({ others = [] }) => others.length > 0)).others).toEqual([
      { clientId: "here", ...ana, nodeIds: ["price"] },
    ]);
    const one = await window("followed");
    one.do((draft) => setFlowField(draft, ["description"], "new"));
    await one.save();
    expect((await hears(({ changes = [] }) => changes.length > 0)).changes).toMatchObject([{ revision: 1, author: "Ana" }]);
    await drafts.publish({ orgId, flowId: "followed", revision: 1, by: ana });
    expect((await hears(({ live }) => live?.number === 2)).live?.document.description).toBe("new");
    stop.abort();
    await following;
    const replayed = news
      .flatMap(({ changes = [] }) => changes)
      .reduce((draft, { edit }) => applyEdit(draft, edit), (await deployedDraft("followed", 1))!);
    expect(replayed.document).toEqual((await open("followed")).draft.document);
  });

  const deployedDraft = async (flowId: string, version: number): Promise<FlowDraft | undefined> => {
    const flow = await engine.flows.get(orgId, flowId, version);
    return flow && { document: flow.document, layout: flow.layout ?? { positions: {} }, samples: {} };
  };
});
