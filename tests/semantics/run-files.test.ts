import { beforeAll, describe, expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { readRunFile } from "#engine/core/run-file/read-run-file.ts";
import type { RunFile } from "#engine/core/run-file/run-file.ts";
import { compileVersion } from "#engine/host/compile-version.ts";
import { runScenario } from "#engine/hub/scenarios/run-scenario.ts";
import { fileOf, replayFile, wholeRun } from "#tests/support/run-file-world.ts";

const document: FlowDocument = {
  ...{ omnilink: 1, id: "orders", name: "Orders" },
  input: { type: "object", properties: { nickname: { type: "string", "x-sensitive": true } } },
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "greet", kind: "map", config: { expression: '{"hello": input.nickname, "lines": $count(input.lines)}' } },
    { id: "shout", kind: "map", name: "Shout", config: { expression: "$uppercase(input.nickname)" } },
    {
      id: "vip",
      kind: "branch",
      name: "Is it a VIP?",
      config: { cases: [{ port: "yes", when: 'input.customer.email = "vip@example.com"' }] },
    },
    {
      id: "charge",
      kind: "http",
      config: {
        method: "POST",
        url: "https://pay.example.com/charges",
        body: { clientSecret: "c2VjcmV0", token: "=input.nickname" },
      },
    },
    { id: "total", kind: "map", config: { expression: "$sum(input.lines.price)" } },
  ],
  edges: [
    { from: "start", to: "greet" },
    { from: "greet", to: "shout" },
    { from: "shout", to: "vip" },
    { from: "vip", port: "yes", to: "charge" },
    { from: "charge", to: "total" },
  ],
};
const input = { nickname: "Wanderfalke", customer: { email: "vip@example.com" }, lines: [{ price: 2 }, { price: 3 }] };

let events: readonly RunEvent[];
beforeAll(async () => {
  const plan = compileVersion(document);
  const answers = { charge: [{ status: 200, body: { paidBy: "Wanderfalke", card: { cardNumber: 4111111111111111 } } }] };
  const scenario = { name: "VIP", input, answers, expect: { status: "completed" as const } };
  ({ events } = await runScenario({ document, plan }, scenario));
  expect(events.at(-1)?.type).toBe("run.completed");
});

const file = (names: readonly string[] = []): RunFile => fileOf(wholeRun(document, "run-1", events), { names });
/** As another machine reads it. */
const reread = (changed: unknown): RunFile => {
  const read = readRunFile(JSON.stringify(changed));
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.file;
};
const faultsOf = (changed: unknown): readonly string[] => {
  const read = readRunFile(JSON.stringify(changed));
  return read.ok ? [] : read.faults.map(({ path, message }) => `${path} ${message}`);
};
const withEvent = (seq: number, change: (event: RunEvent) => object): object => ({
  ...file(),
  events: events.map((event) => (event.seq === seq ? change(event) : event)),
});
const outcomeOf = (nodeId: string): RunEvent =>
  events.find((event) => event.type === "step.completed" && event.nodeId === nodeId)!;

describe("what a run file masks", () => {
  it("is what schemas mark, what is called like a secret, and every copy, but no expression of the flow", () => {
    const text = JSON.stringify(file());
    for (const secret of ["Wanderfalke", "4111111111111111", "c2VjcmV0"]) expect(text).not.toContain(secret);
    expect(text).toContain("vip@example.com");
    const { redaction, versions } = file();
    expect(redaction.names).toEqual(["nickname"]);
    const paths = redaction.fields.map(({ path }) => path);
    expect(paths).toContain("/events/*/data/input/nickname");
    expect(paths).toContain("/versions/*/document/nodes/*/config/body/clientSecret");
    const charge = versions[0]!.document.nodes.find(({ id }) => id === "charge");
    expect(charge?.config?.["body"]).toEqual({
      clientSecret: expect.stringMatching(/^\[masked \d\]$/),
      token: "=input.nickname",
    });
  });

  it("is also what somebody names, by its name or by the end of its path", () => {
    expect(JSON.stringify(file(["customer.email"]).events)).not.toContain("vip@example.com");
    expect(JSON.stringify(file(["EMAIL"]).events)).not.toContain("vip@example.com");
    expect(JSON.stringify(file(["person.email"]).events)).toContain("vip@example.com");
  });
});

describe("a replay of a run file", () => {
  it("gives the run again; a step that makes something of a masked value is taken as recorded, and named", async () => {
    const report = await replayFile(reread(file()));
    expect(report).toMatchObject({ ok: true, events: events.length, unchecked: [{ nodeId: "shout", type: "step.completed" }] });
    // What is only passed on is worked out again, and so is what looks at nothing masked.
    expect(report.steps).toBe(3);
  });

  it("says of a decision on a masked value that it is taken as recorded", async () => {
    const report = await replayFile(reread(file(["email"])));
    expect(report.unchecked?.map(({ nodeId }) => nodeId)).toEqual(["shout", "vip"]);
    expect(report.ok).toBe(true);
  });

  it("takes what was left out for unknown", async () => {
    const small = fileOf(wholeRun(document, "run-1", events), { largest: 30 });
    expect(small.redaction.leftOut[0]).toMatchObject({ path: "/events/0/data/input" });
    expect(await replayFile(reread(small))).toMatchObject({ ok: true });
  });

  it("names the event at which this engine decides otherwise, with both sides", async () => {
    const { seq } = outcomeOf("total");
    const report = await replayFile(reread(withEvent(seq, (event) => ({ ...event, data: { ...event.data, output: 6 } }))));
    expect(report).toMatchObject({
      ok: false,
      differsAt: { seq, nodeId: "total", path: "/data/output", recorded: 6, replayed: 5 },
    });
  });

  it("is not silenced by masked values that the step does not look at", async () => {
    const { seq } = outcomeOf("vip");
    const report = await replayFile(
      reread(withEvent(seq, (event) => ({ ...event, data: { ...event.data, port: "otherwise" } }))),
    );
    expect(report).toMatchObject({ ok: false, differsAt: { seq, nodeId: "vip" } });
  });
});

describe("a file that is no run", () => {
  it.each([
    ["another format", () => ({ ...file(), format: "omnilink.run/2" }), [/^\/format is "omnilink.run\/2", and this version/]],
    ["something else", () => ({ some: "thing" }), [/^\/format is not "omnilink.run\/1"/]],
    ["a gap", () => ({ ...file(), events: events.filter(({ seq }) => seq !== 3) }), [/^\/events\/2\/seq must be 3/]],
    ["no beginning", () => ({ ...file(), events: [] }), [/^\/events /]],
    [
      "an unknown event",
      () => withEvent(2, (event) => ({ ...event, type: "run.exploded" })),
      [/^\/events\/1\/type is no event that this version of OmniLink knows$/],
    ],
    [
      "an event without its data",
      () => withEvent(outcomeOf("total").seq, (event) => ({ ...event, data: {} })),
      [/^\/events\/\d+\/data\/output must be there$/, /^\/events\/\d+\/data\/durationMs is missing$/],
    ],
    ["more than there is", () => ({ ...file(), more: 1 }), [/^ has unknown members: more$/]],
    [
      "another flow",
      () => ({ ...file(), versions: file().versions.map((version) => ({ ...version, contentHash: "x" })) }),
      [/^\/versions\/0\/contentHash must be /],
    ],
    ["a missing version", () => ({ ...file(), versions: [] }), [/^\/versions /]],
  ])("is refused with the places: %s", (_what, made, expected) => {
    const faults = faultsOf(made());
    expect(faults).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(faults[index]).toMatch(pattern));
  });

  it("is refused when its flow was changed by hand", () => {
    const plain = fileOf(
      wholeRun({ ...document, nodes: document.nodes.filter(({ id }) => id === "start"), edges: [] }, "run-1", [plainStart()]),
    );
    const [version] = plain.versions;
    const changed = { ...plain, versions: [{ ...version, document: { ...version!.document, name: "Other" } }] };
    expect(faultsOf(plain)).toEqual([]);
    expect(faultsOf(changed)).toEqual([expect.stringMatching(/^\/versions\/0\/document was changed/)]);
  });
});

function plainStart(): RunEvent {
  const alone = { ...document, nodes: document.nodes.filter(({ id }) => id === "start"), edges: [] };
  const { contentHash } = compileVersion(alone);
  const data = { flow: "orders", version: 1, contentHash, trigger: "start", input: null, seed: 1 };
  return { type: "run.started", seq: 1, at: "2026-01-01T00:00:00.000Z", data };
}
