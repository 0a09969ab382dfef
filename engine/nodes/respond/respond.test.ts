import { describe, expect, it } from "vitest";
import { failureOf, testContext, testEffectContext, type TestStep } from "../test-context.ts";
import { respond } from "./definition.ts";
import { respondExecutor } from "./execute.ts";

const received = { id: "received", kind: "trigger.webhook", config: { path: "x", respond: "node" } };
const answer = { status: 201, headers: { "x-claim": "7" }, body: { id: 7 } };
const config = { status: 201, headers: { "X-Claim": 7 }, body: { id: 7 } };

async function outputOf(step: Partial<TestStep>) {
  const context = testEffectContext({ config, nodes: [received], ...step });
  return (await respondExecutor.run(context, await respondExecutor.prepare(context))).output;
}

describe("respond", () => {
  it("gives the answer as its output, which the gateway hands on once it is stored", async () => {
    expect(await respondExecutor.prepare(testContext({ config }))).toEqual(answer);
    expect(await outputOf({})).toEqual({ answered: true, ...answer });
    expect(await outputOf({ config: {} })).toEqual({ answered: true, status: 200, headers: {}, body: null });
  });

  it("answers once", async () => {
    const nodes = [received, { id: "early", kind: "respond", config: {} }];
    const steps = (answered: boolean) => ({ steps: { early: { answered }, other: { answered: true } } });
    expect(await outputOf({ nodes, scope: steps(true) })).toMatchObject({
      answered: false,
      reason: expect.stringContaining("before"),
    });
    expect(await outputOf({ nodes, scope: steps(false) })).toMatchObject({ answered: true });
  });

  it("does nothing when nobody waits for it", async () => {
    const started = (kind: string, more: Record<string, string>) => outputOf({ nodes: [{ id: "start", kind, config: more }] });
    const reason = "Nobody waited for this answer: the run was not started by a webhook.";
    expect(await started("trigger.manual", {})).toEqual({ answered: false, reason });
    expect(await started("trigger.webhook", { respond: "result" })).toMatchObject({ answered: false });
    expect(await started("trigger.webhook", {})).toMatchObject({ answered: false });
  });

  it.each([
    ["byHand", "the run was started by hand."],
    ["subFlow", "the run was started by another run."],
    ["collected", "its message was collected, and whoever sent it was told so at once."],
    ["fork", "the run is a fork of another one."],
    ["wentBack", "the caller had been answered before the run went back in time."],
    ["moved", "no caller waits in the version that the run began with."],
  ] as const)("does nothing in a run without a caller (%s), and says why", async (noCaller, why) => {
    const reason = `Nobody waited for this answer: ${why}`;
    expect(await outputOf({ noCaller })).toEqual({ answered: false, reason });
    expect(respond.remark!({ answered: false, reason })).toBe(reason);
  });

  it("has nothing to remark of an answer that was given", async () => {
    expect(respond.remark!(await outputOf({}))).toBeUndefined();
    expect(respond.remark!("masked")).toBeUndefined();
  });

  it.each([
    [{ status: 700 }, '"status"'],
    [{ status: "ok" }, '"status" must be a status'],
    [{ headers: { "x-a": "b\r\nset-cookie: c=d" } }, '"headers.x-a" has a value with characters'],
    [{ headers: { "Set-Cookie": "a=b" } }, '"headers.Set-Cookie" is none of'],
  ])("refuses %j that a template gave", async (given, message) => {
    const failure = await failureOf(respondExecutor.prepare(testContext({ config: given })));
    expect(failure).toMatchObject({ code: "step/invalid-config", message: expect.stringContaining(message) });
  });

  it("takes templates, and no header that speaks to a browser about this site", () => {
    const accepts = (more: object): boolean => respond.config.safeParse(more).success;
    expect([{}, { status: "=input.code", headers: { "x-a": "=input.a" } }, { status: 204, body: null }].every(accepts)).toBe(
      true,
    );
    const refused = ["set-cookie", "content-security-policy", "transfer-encoding", "x-frame-options", "a b"];
    expect(refused.some((name) => accepts({ headers: { [name]: "x" } }))).toBe(false);
    expect(accepts({ status: 99 })).toBe(false);
  });

  it("says the status on the card", () => {
    expect(respond.summarize({})).toBe("Answer 200");
    expect(respond.summarize({ status: "=input.code" })).toBe("Answer {code}");
  });
});
