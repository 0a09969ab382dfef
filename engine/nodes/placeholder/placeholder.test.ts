import { expect, it } from "vitest";
import { testContext } from "../test-context.ts";
import { placeholder } from "./definition.ts";
import { placeholderExecutor } from "./execute.ts";

it("fails a try with the name of what is missing", async () => {
  await expect(placeholderExecutor.run(testContext({ config: { was: "slack" } }))).rejects.toMatchObject({
    failure: { code: "step/placeholder", message: expect.stringContaining('"Probe"') },
  });
});

it("is not offered in the palette, and says on its card what it was", () => {
  expect(placeholder.isOffered).toBe(false);
  expect(placeholder.summarize({ was: "slack" })).toBe("Was slack");
});
