import { afterEach, describe, expect, it, vi } from "vitest";
import { connectExpressionJail } from "./expression-jail.ts";
import { evaluateExpression } from "./evaluate-expression.ts";
import { parseExpression } from "./parse-expression.ts";
import { seededRandom } from "./seeded-random.ts";
import { tierOf } from "./tier.ts";

let jailed: number;

/** A jail that only counts; `workedMs` is what this thread is said to have worked. */
function withJail(workedMs: () => number): void {
  jailed = 0;
  connectExpressionJail({
    evaluate: ({ randomState }) => {
      jailed++;
      return Promise.resolve({ value: "jailed", randomState });
    },
    workedMs,
  });
}

/** A clock that goes on by `ms` whenever somebody looks. */
function tickingClock(ms: number): void {
  let now = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => (now += ms));
}

afterEach(() => {
  vi.restoreAllMocks();
  connectExpressionJail(undefined);
});

/** Some hundred steps of JSONata, each of which looks at the clock. */
const drawMany = async (owner?: string): Promise<unknown> => {
  const parsed = parseExpression("$count([1..50].$random())");
  if (!parsed.ok) throw new Error(parsed.message);
  expect(tierOf(parsed.expression).tier).toBe("guarded");
  return evaluateExpression(
    parsed.expression,
    {},
    { nowMs: 0, random: seededRandom(1, "test") },
    owner === undefined ? {} : { owner },
  );
};

describe("the time of an evaluation in this process", () => {
  it("does not count what the machine did meanwhile", async () => {
    withJail(() => 0);
    tickingClock(100);
    expect(await drawMany()).toBe(50);
    expect(jailed).toBe(0);
  });

  it("goes on in the jail when this thread has worked for too long", async () => {
    let worked = 0;
    withJail(() => (worked += 10));
    tickingClock(100);
    expect(await drawMany()).toBe("jailed");
    expect(jailed).toBe(1);
  });

  it("does not count the others that began with it", async () => {
    let steps = 0;
    withJail(() => steps / 20);
    const now = Date.now();
    vi.spyOn(Date, "now").mockImplementation(() => now + ++steps / 20);
    expect(await Promise.all(Array.from({ length: 40 }, () => drawMany()))).toEqual(Array.from({ length: 40 }, () => 50));
    expect(jailed).toBe(0);
  });

  it("is not that of another organization that asks for much", async () => {
    const order: string[] = [];
    const asked = ["noisy", "noisy", "noisy", "noisy", "quiet"];
    await Promise.all(asked.map((owner) => drawMany(owner).then(() => order.push(owner))));
    expect(order.indexOf("quiet")).toBeLessThan(2);
  });

  it("goes on with the next after one that failed", async () => {
    const parsed = parseExpression("$error('no')");
    if (!parsed.ok) throw new Error(parsed.message);
    const failing = evaluateExpression(parsed.expression, {}, { nowMs: 0, random: seededRandom(1, "test") });
    const next = drawMany();
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe(50);
  });
});
