import { expect, it } from "vitest";
import { describeSchedule, inZone } from "./describe-schedule.ts";

it.each([
  [{ every: "PT15M" }, "Every 15 minutes"],
  [{ every: "PT1H" }, "Every hour"],
  [{ cron: "30 2 * * *", timeZone: "Europe/Berlin" }, "Every day at 02:30 (Europe/Berlin)"],
  [{ cron: "0 9 * * 1-5" }, "Monday to Friday at 09:00 (UTC)"],
  [{ cron: "0 0 9 * * MON" }, "Every Monday at 09:00 (UTC)"],
  [{ cron: "0 6 1 * *" }, "On day 1 of every month at 06:00 (UTC)"],
  [{ cron: "*/5 * * * *" }, "Every 5 minutes (UTC)"],
  [{ cron: "5 * * * *" }, "Every hour at minute 5 (UTC)"],
  [{ cron: "0 0 L * *" }, "Cron 0 0 L * * (UTC)"],
])("says %j in words", (config, words) => {
  expect(describeSchedule(config)).toBe(words);
});

it("shows a moment as clocks in the zone show it", () => {
  expect(inZone("2026-03-29T01:00:00Z", "Europe/Berlin")).toMatch(/^Sun,? 29 Mar 2026,? 03:00:00 (GMT\+2|CEST)$/);
});

it("falls back to UTC in a zone it does not know", () => {
  expect(inZone("2026-03-29T01:00:00Z", "Mars/Olympus")).toMatch(/01:00:00 UTC$/);
});
