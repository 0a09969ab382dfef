import { expect, it } from "vitest";
import { breakGlassOf } from "./break-glass.ts";

it("takes the reason with the glass or beside it", () => {
  const broken = { breakGlass: { reason: "Orders are charged twice" } };
  expect(breakGlassOf({ breakGlass: "Orders are charged twice" })).toEqual(broken);
  expect(breakGlassOf({ breakGlass: true, reason: " Orders are charged twice " })).toEqual(broken);
  expect(breakGlassOf({})).toEqual({});
});

it("is refused without a reason, and a reason without it", () => {
  for (const options of [{ breakGlass: true }, { breakGlass: " " }, { breakGlass: true, reason: "" }] as const)
    expect(() => breakGlassOf(options)).toThrow("takes a reason");
  expect(() => breakGlassOf({ reason: "Because" })).toThrow("it is not");
});
