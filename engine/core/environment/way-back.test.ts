import { expect, it } from "vitest";
import { wayBack, type Activation } from "./way-back.ts";

const went = (version: number, previous: number | null = version - 1): Activation => ({ version, previous, isReturn: false });
const back = (version: number, previous: number): Activation => ({ version, previous, isReturn: true });

it.each<[string, readonly Activation[], number | undefined]>([
  ["nothing was ever live", [], undefined],
  ["one version was live", [went(1, null)], undefined],
  ["one was live before activations were written down", [went(4)], 3],
  ["two versions were live", [went(1, null), went(2)], 1],
  ["versions were passed over", [went(1, null), went(7, 1)], 1],
  ["somebody went back", [went(1, null), went(2), went(3), back(2, 3)], 1],
  ["somebody went back to the beginning", [went(1, null), went(2), back(1, 2)], undefined],
  ["it was left, gone back to, and left again", [went(1, null), went(2), back(1, 2), went(3, 1)], 1],
  ["it was out of service in between", [went(1, null), went(2), { ...went(0, 2), version: null }, went(2, null)], 1],
  ["somebody went back further than one", [went(1, null), went(2), went(3), back(1, 3)], undefined],
])("knows the version before the live one when %s", (_, activations, expected) => {
  expect(wayBack(activations)).toBe(expected);
});
