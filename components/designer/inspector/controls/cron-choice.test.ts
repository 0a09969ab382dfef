import { describe, expect, it } from "vitest";
import { changeCron, readCron, writeCron } from "./cron-choice.ts";

describe("readCron", () => {
  it.each([
    ["*/15 * * * *", { type: "minutes", every: 15 }],
    ["5 * * * *", { type: "hourly", minute: 5 }],
    ["30 2 * * *", { type: "daily", time: "02:30" }],
    ["0 9 * * 1-5", { type: "weekdays", time: "09:00" }],
    ["0 9 * * 3", { type: "weekly", time: "09:00", day: 3 }],
    ["0 9 1 * *", { type: "monthly", time: "09:00", day: 1 }],
    ["0 9 1 1 *", { type: "custom", pattern: "0 9 1 1 *" }],
    ["10 30 2 * * *", { type: "custom", pattern: "10 30 2 * * *" }],
    ["nonsense", { type: "custom", pattern: "nonsense" }],
  ] as const)("knows %s", (pattern, choice) => {
    expect(readCron(pattern)).toEqual(choice);
    expect(readCron(writeCron(choice))).toEqual(choice);
  });
});

it("keeps the time of day when the choice changes", () => {
  expect(writeCron(changeCron(readCron("30 2 * * *"), "weekly"))).toBe("30 2 * * 1");
  expect(writeCron(changeCron(readCron("30 2 * * 1-5"), "custom"))).toBe("30 2 * * 1-5");
});
