import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JailRequest } from "../../core/expression/expression-jail.ts";
import { connectExpressionJail } from "../../core/expression/expression-jail.ts";
import type { JsonValue } from "../../core/json.ts";
import { openExpressionJail, type ProcessJail } from "./process-jail.ts";

let jail: ProcessJail;
beforeAll(() => {
  jail = openExpressionJail();
});
afterAll(() => {
  connectExpressionJail(undefined);
  jail.stop();
});

const request = (source: string, more: Partial<JailRequest> = {}): JailRequest => ({
  source,
  nowMs: 0,
  randomState: 1,
  resultCharacters: 1_000,
  ...more,
});

describe("ProcessJail", () => {
  it("evaluates over input and bindings", async () => {
    expect(await jail.evaluate(request("a + $b", { input: { a: 1 }, bindings: { b: 2 } }))).toMatchObject({ value: 3 });
    expect(await jail.evaluate(request("nothing", { input: {} }))).not.toHaveProperty("value");
  });

  it("evaluates text as an expression, with recorded time and chance", async () => {
    const first = await jail.evaluate(request("$eval('[$now(), $random()]')"));
    expect(first).toMatchObject({ value: ["1970-01-01T00:00:00.000Z", expect.any(Number)] });
    expect(await jail.evaluate(request("$eval('[$now(), $random()]')"))).toEqual(first);
    expect(first.randomState).not.toBe(1);
  });

  it("matches what cannot be matched in linear time", async () => {
    expect(await jail.evaluate(request("$match('abab', /(ab)\\1/).match"))).toMatchObject({ value: "abab" });
  });

  it("gives the code, the position and the message of an error", async () => {
    expect(await jail.evaluate(request("1 + 'a'"))).toMatchObject({
      error: { code: "T2002", position: 3, message: 'The right side of the "+" operator must evaluate to a number' },
    });
  });

  it.each([
    ["time", "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+(?!b)$/)"],
    ["time", "($f := function() { $f() }; $f())"],
    ["size", "$pad('x', 5e8)"],
  ])(
    "ends with the limit of %s: %s",
    async (limit, source) => {
      expect(await jail.evaluate(request(source))).toMatchObject({ error: { limit } });
      expect(await jail.evaluate(request("1"))).toMatchObject({ value: 1 });
    },
    30_000,
  );

  it("lets nobody wait for all that another organization has given it to do", async () => {
    const ended: string[] = [];
    const ask = async (owner: string, source: string): Promise<void> => {
      await jail.evaluate(request(source, { owner }));
      ended.push(owner);
    };
    const endless = "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+(?!b)$/)";
    const busy = Array.from({ length: 4 }, () => ask("busy", endless));
    await Promise.all([...busy, ask("quick", "1")]);
    expect(ended.indexOf("quick")).toBeLessThan(2);
  }, 60_000);

  it("refuses data that is nested too deeply, and goes on", async () => {
    const nested = JSON.parse(`${"[".repeat(20_000)}1${"]".repeat(20_000)}`) as JsonValue;
    for (let round = 0; round < 3; round++) {
      expect(await jail.evaluate(request("$count(**)", { input: nested }))).toMatchObject({ error: { limit: "size" } });
    }
    expect(await jail.evaluate(request("1"))).toMatchObject({ value: 1 });
  });

  it("ends recursion that does not end, by its depth or its time", async () => {
    const answer = await jail.evaluate(request("($f := function($n) { 1 + $f($n) }; $f(1))"));
    expect(answer).toMatchObject({ error: { code: expect.stringMatching(/^D101[12]$/) as string } });
  });

  it("sees no environment and no files", async () => {
    const source = "$eval('$string($.constructor)')";
    expect(await jail.evaluate(request(source, { input: {} }))).not.toHaveProperty("value");
  });
});
