import { describe, expect, it } from "vitest";
import { scheduledInput } from "./run-input.ts";

const MS = Date.parse("2026-01-05T10:00:00Z");
const scheduledAt = "2026-01-05T10:00:00.000Z";

describe("the input of a scheduled run", () => {
  it("says for which time the run is", async () => {
    expect(await scheduledInput({ every: "PT1H" }, "tick", MS)).toEqual({ scheduledAt, occurrence: `tick:${scheduledAt}` });
  });

  it("gets what the schedule adds, as data or as an expression over the occurrence", async () => {
    const data = { every: "PT1H", input: { region: "eu", day: "=$substring(schedule.scheduledAt, 0, 10)" } };
    expect(await scheduledInput(data, "tick", MS)).toMatchObject({ scheduledAt, region: "eu", day: "2026-01-05" });
    const expression = { every: "PT1H", input: '={ "until": schedule.scheduledAt, "now": $now() }' };
    expect(await scheduledInput(expression, "tick", MS)).toMatchObject({ until: scheduledAt, now: scheduledAt });
  });

  it("is refused when the expression gives no object", async () => {
    await expect(scheduledInput({ every: "PT1H", input: "=schedule.scheduledAt" }, "tick", MS)).rejects.toThrow(
      /must be an object/,
    );
  });
});
