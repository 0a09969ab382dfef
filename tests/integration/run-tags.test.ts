import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOST_TAGS } from "#engine/core/run-tag.ts";
import { newRunId } from "#engine/runtime/new-run-id.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";

const FLOW = `omnilink: 1
id: tagged
name: Tagged
nodes: [{ id: start, kind: trigger.manual }]
edges: []
`;

describe("tags of runs", () => {
  let live: LiveEngine;
  beforeAll(async () => {
    live = await startLiveEngine();
    await live.deploy(FLOW);
  });
  afterAll(() => live.stop());

  const tag = (runId: string, word: string, by = "Ada") => live.engine.runs.tag({ orgId: live.orgId, runId, tag: word, by });
  const tagsOf = async (runId: string) => (await live.engine.runs.get(live.orgId, runId))?.tags?.map((one) => [one.tag, one.by]);
  const found = async (...tags: readonly string[]) =>
    (await live.engine.runs.list(live.orgId, { limit: 10, tags })).runs.map(({ runId }) => runId);

  it("are put on and taken off by hand, with who did it, and find their runs, newest first", async () => {
    const [first, second] = [await live.start("tagged"), await live.start("tagged")];
    expect(await tag(first, " to\n look at ")).toEqual({ ok: true });
    expect(await tag(first, "to look at", "Ben")).toEqual({ ok: true });
    expect(await tag(first, "odd", "Ben")).toEqual({ ok: true });
    expect(await tag(second, "odd")).toEqual({ ok: true });
    expect((await tagsOf(first))?.toSorted()).toEqual([
      ["odd", "Ben"],
      ["to look at", "Ada"],
    ]);
    expect(await found("odd")).toEqual([second, first]);
    expect(await found("odd", "to look at")).toEqual([first]);
    expect(await live.engine.runs.tags(live.orgId)).toEqual(["odd", "to look at"]);
    expect(await live.engine.runs.untag({ orgId: live.orgId, runId: second, tag: "odd", by: "Ben" })).toEqual({ ok: true });
    expect(await found("odd")).toEqual([first]);
    expect(await tagsOf(second)).toBeUndefined();
  });

  it("leave a trace when they are taken off: who and when, beside who put them on", async () => {
    const runId = await live.start("tagged");
    const untag = (word: string, by: string) => live.engine.runs.untag({ orgId: live.orgId, runId, tag: word, by });
    const removed = async () => (await live.engine.runs.get(live.orgId, runId))?.removedTags;
    await tag(runId, "odd");
    const { at: putAt } = (await live.engine.runs.get(live.orgId, runId))!.tags![0]!;
    expect(await removed()).toBeUndefined();
    expect(await untag("odd", "Ben")).toEqual({ ok: true });
    expect(await untag("odd", "Cleo")).toEqual({ ok: true });
    expect(await removed()).toEqual([{ tag: "odd", by: "Ben", at: expect.any(String), putBy: "Ada", putAt }]);
    expect(Date.parse((await removed())![0]!.at)).toBeGreaterThanOrEqual(Date.parse(putAt));
    await tag(runId, "odd", "Cleo");
    await untag("odd", "Dan");
    expect((await removed())?.map(({ by, putBy }) => [by, putBy])).toEqual([
      ["Dan", "Cleo"],
      ["Ben", "Ada"],
    ]);
    expect(await tagsOf(runId)).toBeUndefined();
    expect((await live.engine.runs.list(live.orgId, { limit: 1 })).runs[0]).not.toHaveProperty("removedTags");
  });

  it("are refused in words: without a run, without a word, and beyond what anybody reads", async () => {
    const runId = await live.start("tagged");
    expect(await tag(newRunId(), "odd")).toMatchObject({ refusal: { code: "unknownRun" } });
    expect(await tag("no id", "odd")).toMatchObject({ refusal: { code: "unknownRun" } });
    expect(await live.engine.runs.untag({ orgId: live.orgId, runId: newRunId(), tag: "odd", by: "Ben" })).toMatchObject({
      refusal: { code: "unknownRun" },
    });
    expect(await tag(runId, " \u0000 ")).toMatchObject({ refusal: { code: "invalidTag" } });
    const words = Array.from({ length: MOST_TAGS + 5 }, (_, nth) => `tag ${nth}`);
    const answers = await Promise.all(words.map((word) => tag(runId, word)));
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ refusal: { code: "tooManyTags", message: expect.stringContaining("20 tags already") } });
    const kept = (await tagsOf(runId)) ?? [];
    expect(kept).toHaveLength(MOST_TAGS);
    expect(await tag(runId, kept[0]![0]!)).toEqual({ ok: true });
  });

  it("are those of another organization for nobody else", async () => {
    const runId = await live.start("tagged");
    await tag(runId, "mine");
    const orgId = newRunId();
    expect(await live.engine.runs.tag({ orgId, runId, tag: "theirs", by: "Eve" })).toMatchObject({
      refusal: { code: "unknownRun" },
    });
    expect(await live.engine.runs.untag({ orgId, runId, tag: "mine", by: "Eve" })).toMatchObject({
      refusal: { code: "unknownRun" },
    });
    expect(await live.engine.runs.tags(orgId)).toEqual([]);
    expect(await tagsOf(runId)).toEqual([["mine", "Ada"]]);
  });

  it("are put on, taken off and looked for at the terminal", async () => {
    const runId = await live.start("tagged");
    const omnilink = (...args: readonly string[]) => runOmnilink(args, { DATABASE_URL: live.databaseUrl });
    expect(await omnilink("tag", runId, "from here")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Put "from here" on run ${runId}`),
    });
    expect(JSON.parse((await omnilink("runs", "--tag", "from here", "--json")).stdout)).toMatchObject({
      runs: [{ runId, tags: [{ tag: "from here" }] }],
    });
    expect(JSON.parse((await omnilink("tag", runId, "from here", "--remove", "--json")).stdout)).toEqual({ runId, tags: [] });
    expect(await omnilink("tag", newRunId(), "odd")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There is no run"),
    });
  }, 60_000);
});
