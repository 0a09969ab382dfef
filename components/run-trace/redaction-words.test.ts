import { expect, it } from "vitest";
import { redactionWords } from "./redaction-words.ts";

it("says what was taken out of a file, and that nothing was", () => {
  const fields = [
    { path: "/events/*/data/input/user/password", times: 2 },
    { path: "/events/*/data/output/tokens/*", times: 1 },
  ];
  const nothing = { names: [], fields: [], copies: 0, leftOut: [] };
  expect(redactionWords(nothing)).toBe("Nothing was masked.");
  expect(redactionWords({ ...nothing, fields, copies: 3 })).toBe("6 values masked, in or from password, tokens.");
  expect(redactionWords({ ...nothing, leftOut: [{ path: "/events/0/data/input", characters: 2_000_000 }] })).toBe(
    "Nothing was masked; 1 value left out for size.",
  );
});
