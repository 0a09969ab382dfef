import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../core/json.ts";
import { testContext } from "../test-context.ts";
import { branch } from "./definition.ts";
import { branchExecutor } from "./execute.ts";

const take = async (config: { cases: { port: string; when: string }[]; otherwise?: string }, input: JsonValue = {}) =>
  (await branchExecutor.run(testContext({ config, scope: { input } }))).port;

describe("branch", () => {
  it("takes the first case that holds", async () => {
    const cases = [
      { port: "huge", when: "input.total > 100" },
      { port: "large", when: "input.total > 10" },
      { port: "also", when: "true" },
    ];
    expect(await take({ cases }, { total: 50 })).toBe("large");
  });

  it("takes the otherwise port when no case holds", async () => {
    const cases = [{ port: "yes", when: "input.go" }];
    expect(await take({ cases }, {})).toBe("otherwise");
    expect(await take({ cases, otherwise: "no" }, { go: false })).toBe("no");
  });

  it.each([[""], [0], [null], [[]], [{}], [[0, ""]], [false]])("does not take %j for true", async (go) => {
    expect(await take({ cases: [{ port: "yes", when: "input.go" }] }, { go })).toBe("otherwise");
  });

  it.each([["no"], [-1], [[0, 1]], [{ a: null }], [true]])("takes %j for true", async (go) => {
    expect(await take({ cases: [{ port: "yes", when: "input.go" }] }, { go })).toBe("yes");
  });

  it("has a port for each name once, and ends the branch where no edge leads on", () => {
    const cases = [
      { port: "a", when: "1" },
      { port: "b", when: "2" },
      { port: "a", when: "3" },
    ];
    expect(branch.ports({ cases, otherwise: "b" })).toMatchObject([
      { name: "a", whenUnconnected: "end" },
      { name: "b", whenUnconnected: "end" },
    ]);
  });
});
