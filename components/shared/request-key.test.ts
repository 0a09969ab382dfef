import { expect, it } from "vitest";
import { z } from "zod";
import { newRequestKey } from "./request-key.ts";

it("is a UUIDv4, and never the same twice", () => {
  const keys = Array.from({ length: 1_000 }, newRequestKey);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(z.uuidv4().safeParse(key).success).toBe(true);
});
