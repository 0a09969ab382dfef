import { describe, expect, it } from "vitest";
import { changeText, countText, moneyList, moneyText, percentText } from "./figure-text.ts";

describe("figures in words", () => {
  it("never rounds up to everything", () => {
    expect([percentText(1), percentText(0.9999), percentText(0.975), percentText(0.0001), percentText(0)]).toEqual([
      "100%",
      "over 99.9%",
      "97.5%",
      "under 0.1%",
      "0%",
    ]);
  });

  it("writes money with its currency and keeps currencies apart", () => {
    expect([moneyText(0.45, "EUR"), moneyText(1_250.4, "EUR"), moneyText(5, "XQQ")]).toEqual(["€0.45", "€1,250", "XQQ 5.00"]);
    const one = { runs: 1, completed: 1, cost: 0 };
    expect(
      moneyList(
        [
          { ...one, currency: "EUR", value: 200 },
          { ...one, currency: "CHF", value: 80 },
        ],
        "value",
      ),
    ).toBe("€200 and CHF 80.00");
  });

  it("compares with the time before, if there was any", () => {
    expect(changeText(112, 100, "the 7 days")).toBe("12% more than in the 7 days before");
    expect(changeText(1, 0, "the 7 days")).toBeUndefined();
    expect(countText(1_234_567)).toBe("1.2M");
  });
});
