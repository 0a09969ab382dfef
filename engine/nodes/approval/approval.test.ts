import { describe, expect, it } from "vitest";
import { failureOf, testContext } from "../test-context.ts";
import { approval } from "./definition.ts";
import { approvalExecutor } from "./execute.ts";

const config = { title: "Order 7", approvers: { roles: ["executive"] }, timeout: "P2D" };
const timedOut = { type: "approval", decision: "timedOut" } as const;

describe("approval", () => {
  it("asks the roles, with what they are shown and by when", async () => {
    expect(await approvalExecutor.begin(testContext({ config: { ...config, details: { total: 5 } } }))).toEqual({
      approval: { title: "Order 7", roles: ["executive"], quorum: 1, details: { total: 5 } },
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

  it("knows the four roles, one decision, and no meaning of onTimeout without timeout", () => {
    const accepts = (more: object): boolean =>
      approval.config.safeParse({ title: "x", approvers: { roles: ["analyst"] }, ...more }).success;
    expect(accepts({})).toBe(true);
    expect(accepts({ approvers: { roles: ["owner"] } })).toBe(false);
    expect(accepts({ approvers: { roles: ["analyst"], quorum: 2 } })).toBe(false);
    expect(accepts({ onTimeout: "fail" })).toBe(false);
  });
});
