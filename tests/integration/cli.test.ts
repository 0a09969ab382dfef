import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runOmnilink, type CommandResult } from "#tests/support/run-omnilink.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let database: TestDatabase;
let folder = "";

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "omnilink-cli-"));
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const omnilink = (...args: readonly string[]): Promise<CommandResult> =>
  runOmnilink(args, { DATABASE_URL: database.url, OMNILINK_DATA: folder });

const json = <Shape>(result: CommandResult): Shape => JSON.parse(result.stdout) as Shape;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const smallOrder = '{"id": "S1", "lines": [{"sku": "LAMP", "price": 10, "qty": 2}]}';
const largeOrder = '{"id": "L1", "lines": [{"sku": "DESK", "price": 900, "qty": 2}]}';

interface Report {
  readonly runId: string;
  readonly status: string;
  readonly output: unknown;
  readonly eventCount: number;
}

describe("omnilink", () => {
  it("runs a flow durably and gives one object on standard output, with the trace beside it", async () => {
    const result = await omnilink("run", "flows/orderApproval", "--input", smallOrder, "--json");
    expect(result.code).toBe(0);
    expect(json(result)).toMatchObject({ status: "completed", output: { order: "S1", decision: "shipped", total: 20 } });
    expect(result.stderr).toContain("Charge the customer");
  });

  it("finds the flows that a flow starts beside it, in memory and in its scenarios", { timeout: 120_000 }, async () => {
    const refused = '{"id": "F1", "lines": [{"sku": "OUT-OF-STOCK", "price": 5, "qty": 2}]}';
    const local = await omnilink("run", "flows/fulfillOrder", "--local", "--input", refused, "--json");
    expect(json(local)).toMatchObject({ status: "completed", output: { channel: "#customers" } });
    // Its sub-flow has a trace of its own.
    expect(local.stderr.match(/■/g)).toHaveLength(1);
    const tested = await omnilink("test", "flows/fulfillOrder", "--json");
    expect([tested.code, json(tested)]).toMatchObject([0, { passed: 4, failed: 0 }]);
  });

  it("says why nobody got the answer of a run that was started by hand", { timeout: 120_000 }, async () => {
    const claim = '{"id": "C1", "employee": "Ana", "email": "ana@example.com", "items": [{"what": "Hotel", "amount": 240}]}';
    const why = /Tell the sender.*Nobody waited for this answer: the run was started by hand\./;
    const durable = await omnilink("run", "flows/expenseClaim", "--input", claim, "--json");
    const local = await omnilink("run", "flows/expenseClaim", "--input", claim, "--json", "--local");
    const trace = await omnilink("trace", json<Report>(durable).runId);
    expect([durable.code, local.code, trace.code]).toEqual([3, 3, 0]);
    for (const text of [durable.stderr, local.stderr, trace.stdout]) expect(text).toMatch(why);
  });

  it("gives the same output from memory as from the database", async () => {
    const [issues] = (
      createRequire(import.meta.url)("@octokit/webhooks-examples") as { name: string; examples: unknown[] }[]
    ).filter(({ name }) => name === "issues");
    const input = file("issue.json", JSON.stringify(issues!.examples[0]));
    const durable = await omnilink("run", "flows/githubTriage", "--input", input, "--json");
    const local = await omnilink("run", "flows/githubTriage", "--input", input, "--json", "--local");
    expect([durable.code, local.code]).toEqual([0, 0]);
    expect(json<Report>(local).output).toEqual(json<Report>(durable).output);
  });

  it("leaves a run that waits for a person with exit code 3, and goes on when the approval is decided", async () => {
    const waiting = await omnilink("run", "flows/orderApproval", "--input", largeOrder, "--json");
    expect(waiting.code).toBe(3);
    const { runId, status } = json<Report>(waiting);
    expect(status).toBe("waiting");

    const listed = json<{ approvals: { approvalId: string; runId: string }[] }>(
      await omnilink("approvals", "--run", runId, "--json"),
    );
    const approvalId = listed.approvals[0]!.approvalId;
    expect((await omnilink("approve", approvalId, "--decision", "approve", "--json")).code).toBe(0);

    const events = json<{ seq: number; type: string }[]>(await omnilink("trace", runId, "--json"));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe("run.completed");

    const again = await omnilink("approve", approvalId, "--decision", "reject");
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("approved")]);
  });

  it("fills in a form, after saying field by field what does not fit", async () => {
    const claim = '{"id": "C1", "employee": "Ana", "email": "ana@example.com", "items": [{"what": "Hotel", "amount": 240}]}';
    const waiting = await omnilink("run", "flows/expenseClaim", "--input", claim, "--json");
    expect([waiting.code, waiting.stderr]).toEqual([3, expect.stringContaining("Check claim C1 of Ana form ")]);
    const { runId } = json<Report>(waiting);
    const [form] = json<{ approvals: { approvalId: string; form: object; initial: object }[] }>(
      await omnilink("approvals", "--run", runId, "--json"),
    ).approvals;
    expect(form).toMatchObject({ form: { title: "Check" }, initial: { decision: "pay", amount: 240 } });
    const answer = (data: object) =>
      omnilink("approve", form!.approvalId, "--decision", "answer", "--data", JSON.stringify(data), "--json");

    const refused = await answer({ decision: "pay", amount: -1 });
    expect(refused.code).toBe(2);
    const places = json<{ problems: { path: string }[] }>(refused).problems.map(({ path }) => path);
    expect(places.toSorted()).toEqual(["/amount", "/costCenter"]);
    expect((await answer({ decision: "refuse", amount: 0, costCenter: "HR-120" })).code).toBe(0);
    const events = json<{ type: string; data: { output?: unknown } }[]>(await omnilink("trace", runId, "--json"));
    expect(events.at(-1)).toMatchObject({ type: "run.completed", data: { output: { claim: "C1", decision: "refused" } } });
  });

  it("runs once per key", async () => {
    const first = json<Report>(await omnilink("run", "flows/orderApproval", "--input", smallOrder, "--key", "k-1", "--json"));
    const second = json<Report>(await omnilink("run", "orderApproval", "--input", smallOrder, "--key", "k-1", "--json"));
    expect(second).toEqual(first);
  });

  it("starts nothing when the input breaks the contract", async () => {
    const before = json<{ runs: unknown[] }>(await omnilink("runs", "--json", "--limit", "100")).runs.length;
    const refused = await omnilink("run", "flows/orderApproval", "--input", '{"id": "X"}', "--json");
    expect(refused.code).toBe(2);
    expect(json(refused)).toMatchObject({ problems: [{ code: "input/invalid", fix: expect.any(String) }] });
    expect(json<{ runs: unknown[] }>(await omnilink("runs", "--json", "--limit", "100")).runs).toHaveLength(before);
  });

  it.each([
    ["an unknown command", ["frobnicate"]],
    ["a missing argument", ["validate"]],
    ["a flow that is not there", ["validate", "nowhere.yaml"]],
    ["a deployed flow that is not there", ["run", "nowhere", "--input", "{}"]],
    ["an unknown run", ["trace", "nowhere"]],
    ["an unknown status", ["runs", "--status", "sleeping"]],
    ["input that is not JSON", ["run", "flows/orderApproval", "--input", "{id"]],
  ])("answers %s with exit code 2, a way out and no stack trace", async (_, args) => {
    const { code, stderr } = await omnilink(...args);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/\n\s+at .+:\d+/);
    expect(stderr).toMatch(/→|--help/);
  });

  it("names the place of every problem of a flow", async () => {
    const path = file("cycle.yaml", "omnilink: 1\nid: c\nname: C\nnodez: []\nnodes: []\nedges: []\n");
    const result = await omnilink("validate", path);
    expect([result.code, result.stderr]).toEqual([2, expect.stringContaining("cycle.yaml:4:1 /nodez")]);
  });

  it("deletes runs that ended long ago, or says what it would delete", async () => {
    const planned = await omnilink("retain", "--older-than", "P90D", "--dry-run", "--json");
    expect(planned.code).toBe(0);
    expect(json(planned)).toMatchObject({ runs: 0, dropped: [], kept: [] });
    const refused = await omnilink("retain", "--older-than", "90");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("P90D");
  });

  it("previews a redrive, asks before it does it, and forks with another input", async () => {
    const refused = await omnilink("run", "flows/orderApproval", "--input", smallOrder.replace("LAMP", "OUT-OF-STOCK"), "--json");
    const { runId } = json<Report>(refused);
    const preview = await omnilink("redrive", runId, "--dry-run", "--json");
    expect(json(preview)).toMatchObject({
      plan: { mode: "rewind", problems: [], preview: { reused: [{ nodeId: "price" }, {}] } },
    });
    const unasked = await omnilink("redrive", runId);
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining("--yes")]);
    const forked = await omnilink("redrive", runId, "--fork", "--version", "1", "--input", smallOrder, "--yes", "--json");
    expect(forked.code).toBe(0);
    const fork = json<{ runId: string }>(forked).runId;
    const events = json<{ type: string; data: object }[]>(await omnilink("trace", fork, "--json"));
    expect(events[0]).toMatchObject({ type: "run.started", data: { fork: { runId } } });
    expect(events.at(-1)?.type).toBe("run.completed");
    expect(json(await omnilink("replay", "--flow", "orderApproval", "--last", "2", "--json"))).toMatchObject({ ok: true });
    const many = await omnilink("redrive", "--status", "compensated", "--flow", "orderApproval", "--dry-run", "--json");
    expect(json(many)).toMatchObject({ matched: 1, redriven: [{ runId }], refused: [] });
  });

  it("pauses, resumes and cancels a run, and refuses in words what it cannot do", async () => {
    const { runId } = json<Report>(await omnilink("run", "flows/orderApproval", "--input", largeOrder, "--json"));
    const pause = await omnilink("pause", runId, "--reason", "audit", "--json");
    expect([pause.code, json(pause)]).toEqual([0, { runId, result: "stored", status: "paused" }]);
    expect((await omnilink("pause", runId)).code).toBe(2);
    expect(json(await omnilink("resume", runId, "--json"))).toMatchObject({ status: "waiting" });
    expect(json(await omnilink("cancel", runId, "--no-undo", "--json"))).toMatchObject({ status: "canceled" });
    const undo = await omnilink("undo", runId, "--retry", "--reason", "none");
    expect([undo.code, undo.stderr]).toEqual([2, expect.stringContaining("no undo of it has failed")]);
    expect((await omnilink("decide", runId, "charge", "--verdict", "done")).code).toBe(2);
    expect((await omnilink("release", runId)).code).toBe(2);
    expect(json(await omnilink("incidents", "--json"))).toEqual({ incidents: [] });
  });
});
