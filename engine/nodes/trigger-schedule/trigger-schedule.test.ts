import { describe, expect, it } from "vitest";
import { triggerSchedule } from "./definition.ts";

function fault(config: object): string | undefined {
  const issue = triggerSchedule.config.safeParse(config).error?.issues[0];
  return issue && `${issue.path.join(".")} ${issue.message}`;
}

describe("trigger.schedule", () => {
  it("takes a cron pattern of five or six fields, or a distance", () => {
    for (const cron of ["30 2 * * *", "*/10 * * * * *", "0 9 * * MON-FRI", "0 0 L * *", "0 9 * * MON#2"])
      expect(fault({ cron })).toBeUndefined();
    expect(fault({ every: "PT15M", jitter: "PT1M", start: "2026-01-01T00:00:00+01:00" })).toBeUndefined();
  });

  it.each([
    [{}, "exactly one of the two"],
    [{ cron: "0 0 * * *", every: "PT1H" }, "exactly one of the two"],
    [{ cron: "0 0 * *" }, "cron must have 5 fields"],
    [{ cron: "@daily" }, "cron must have 5 fields"],
    [{ cron: "61 * * * *" }, "cron is not a cron pattern"],
    [{ cron: "? * * * *" }, "must not hold ?"],
    [{ cron: "0 0 30 2 *" }, "never comes"],
    [{ every: "PT0.5S" }, "at least one second"],
    [{ every: "P1M" }, "every must be an ISO 8601 duration"],
    [{ every: "PT1M", jitter: "PT1M" }, "jitter must be shorter than every"],
    [{ every: "PT1H", timeZone: "Mars/Olympus" }, "timeZone must be a time zone"],
    [{ every: "PT1H", start: "2026-01-01" }, "start must be a time with its offset"],
    [{ every: "PT1H", start: "2026-01-02T00:00:00Z", end: "2026-01-01T00:00:00Z" }, "end must be later than start"],
    [{ every: "PT1H", catchUp: { max: 101 } }, "catchUp.max"],
    [{ every: "PT1H", input: [1] }, "input must be an object"],
  ])("refuses %j", (config, words) => {
    expect(fault(config)).toContain(words);
  });

  it("says on its card when it runs", () => {
    expect(triggerSchedule.summarize({ cron: "30 2 * * *", timeZone: "Europe/Berlin" })).toBe(
      "Every day at 02:30 (Europe/Berlin)",
    );
  });
});
