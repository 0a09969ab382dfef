import { expect, it } from "vitest";
import { readTakenStep, takeHref, type TakenStep } from "./taken-step.ts";

const step: TakenStep = { as: "sample", runId: "0199", nodeId: "price", visit: 3 };
const read = (href: string) => readTakenStep(new URL(href, "http://x").searchParams);

it("a step that is taken into the draft comes back from the address as it was written", () => {
  expect(takeHref("orders", step)).toBe("/flows/orders?take=sample&run=0199&step=price&visit=3");
  expect(read(takeHref("orders", step))).toEqual(step);
  expect(read(takeHref("orders", { ...step, as: "test" }))?.as).toBe("test");
});

it("an address that names no step takes nothing", () => {
  expect(read("/flows/orders")).toBeUndefined();
  expect(read("/flows/orders?take=all&run=1&step=a&visit=1")).toBeUndefined();
  expect(read("/flows/orders?take=test&run=1&step=a&visit=0")).toBeUndefined();
  expect(read("/flows/orders?take=test&run=1&visit=1")).toBeUndefined();
});
