import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { failureOf, testContext } from "../test-context.ts";
import { approval } from "./definition.ts";
import { approvalExecutor } from "./execute.ts";

const config = { title: "Order 7", approvers: { roles: ["executive"] }, timeout: "P2D" };
const executives = { roles: ["executive"], groups: [], people: [], quorum: 1 };
const timedOut = { type: "approval", decision: "timedOut" } as const;

describe("approval", () => {
  it("asks the roles, with what they are shown and by when", async () => {
    expect(await approvalExecutor.begin(testContext({ config: { ...config, details: { total: 5 } } }))).toEqual({
      approval: {
        ...{ title: "Order 7", roles: ["executive"], quorum: 1, details: { total: 5 } },
        rules: { stages: [[executives]], allowSelf: false },
      },
      dueInMs: 172_800_000,
    });
  });

  it.each(["approved", "rejected"] as const)("leaves by the port %s, with who decided and why", async (decision) => {
    const outcome = await approvalExecutor.wake(testContext({ config }), {
      type: "approval",
      decision,
      by: "Grace",
      comment: "fine",
    });
    expect(outcome).toEqual({ output: { decision, by: "Grace", comment: "fine" }, port: decision });
  });

  it("counts silence as the flow says", async () => {
    const wake = (onTimeout?: string) =>
      approvalExecutor.wake(testContext({ config: { ...config, ...(onTimeout ? { onTimeout } : {}) } }), timedOut);
    expect((await wake()).port).toBe("rejected");
    expect((await wake("reject")).output).toEqual({ decision: "rejected", timedOut: true });
    expect((await wake("approve")).port).toBe("approved");
    expect(await failureOf(wake("fail"))).toMatchObject({ code: "approval/timed-out", nodeId: "probe" });
  });

  it("names the field when a template gave no title", async () => {
    const failure = await failureOf(approvalExecutor.begin(testContext({ config: { ...config, title: 7 } })));
    expect(failure).toMatchObject({ code: "step/invalid-config", message: expect.stringContaining('"title" must be text') });
  });

  const accepts = (more: object): boolean =>
    approval.config.safeParse({ title: "x", approvers: { roles: ["analyst"] }, ...more }).success;

  it("knows the four roles, names somebody, and has no meaning of onTimeout without timeout", () => {
    expect(accepts({})).toBe(true);
    expect(accepts({ approvers: { roles: ["owner"] } })).toBe(false);
    expect(accepts({ approvers: { quorum: 2 } })).toBe(false);
    expect(accepts({ approvers: { roles: ["analyst"], allOf: [{ groups: ["a"] }, { groups: ["b"] }] } })).toBe(false);
    expect(accepts({ approvers: { sequence: [{ groups: ["Legal"] }, { people: ["=input.manager"], quorum: 2 }] } })).toBe(true);
    expect(accepts({ approvers: { people: ["nobody"] } })).toBe(false);
    expect(accepts({ policy: [{ when: "true" }] })).toBe(false);
    expect(accepts({ policy: [{ when: "true", automatic: true }] })).toBe(true);
    expect(accepts({ risk: { factors: [{ kind: "value", weight: 0.4 }] } })).toBe(false);
    expect(accepts({ onTimeout: "fail" })).toBe(false);
  });

  const policy = [
    { when: "input.total > 100", approvers: { allOf: [{ groups: ["Legal"] }, { people: ["Cleo@example.com"] }] } },
    { when: "input.total < 10", automatic: true },
  ];
  const begin = (total: number, more: JsonObject = {}) =>
    approvalExecutor.begin(testContext({ config: { ...config, policy, ...more }, scope: { input: { total } } }));

  it("asks whom the first case of its policy names", async () => {
    const parties = [
      { ...executives, roles: [], groups: ["Legal"] },
      { ...executives, roles: [], people: ["cleo@example.com"] },
    ];
    expect((await begin(500)).approval).toMatchObject({ quorum: 2, rules: { stages: [parties] } });
    expect((await begin(50)).approval).toMatchObject({ roles: ["executive"] });
  });

  it("asks nobody where the policy approves, unless the risk is above the limit", async () => {
    expect(await begin(5)).toEqual({ dueInMs: 0 });
    const woken = await approvalExecutor.wake(testContext({ config }), { type: "timer" });
    expect(woken).toEqual({ output: { decision: "approved", automatic: true }, port: "approved" });
    const risk = (weight: number) => ({ risk: { factors: [{ kind: "newTarget", weight, applies: true }] } });
    expect(await begin(5, risk(0.7))).toEqual({ dueInMs: 0 });
    expect((await begin(5, risk(0.71))).approval).toMatchObject({ roles: ["executive"], risk: { score: 0.71, threshold: 0.7 } });
  });

  it("never lets silence approve what is too risky", async () => {
    const wake = (weight: number) =>
      approvalExecutor.wake(
        testContext({
          config: { ...config, onTimeout: "approve", risk: { factors: [{ kind: "irreversible", weight, applies: true }] } },
        }),
        timedOut,
      );
    expect((await wake(0.6)).port).toBe("approved");
    expect((await wake(0.8)).port).toBe("rejected");
  });

  it("has a third way out where changes may be asked for, and gives what the approver changed", async () => {
    const ports = approval.ports({ ...config, requestChanges: true }).map(({ name }) => name);
    expect(ports).toEqual(["approved", "rejected", "changesRequested"]);
    const edited = await approvalExecutor.wake(testContext({ config }), {
      ...{ type: "approval", decision: "approved", by: "Grace", answer: { total: 4 } },
    });
    expect(edited).toEqual({ output: { decision: "approved", by: "Grace", edited: { total: 4 } }, port: "approved" });
  });
});
