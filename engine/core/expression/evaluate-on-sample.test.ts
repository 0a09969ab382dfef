import { describe, expect, it } from "vitest";
import { evaluateOnSample } from "./evaluate-on-sample.ts";

const sample = { input: { price: 3, name: "Ana", items: [1, 2] } };
const on = (source: string) => evaluateOnSample({ source, sample });

describe("evaluateOnSample", () => {
  it("gives the value and says how it is evaluated", async () => {
    expect(await on("input.price * 2")).toMatchObject({ ok: true, value: 6, tier: "bounded" });
    expect(await on("input.items^(>$)")).toMatchObject({ ok: true, value: [2, 1] });
  });

  it("leaves the value out where there is none", async () => {
    expect(await on("input.nothing")).not.toHaveProperty("value");
  });

  it("marks what cannot be read, and what fails", async () => {
    expect(await on("input.price * ")).toMatchObject({ ok: false, isSyntax: true });
    const failed = await on("1 + input.name");
    expect(failed).toMatchObject({ ok: false, isSyntax: false });
    expect(failed.ok ? "" : "1 + input.name".slice(failed.start, failed.end)).not.toBe("");
  });

  it("leaves to the server what needs a process of its own", async () => {
    expect(await on("($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(3))")).toMatchObject({ ok: false, needsServer: true });
  });
});
