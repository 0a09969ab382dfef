import type { Money, RunFigures } from "#engine/runtime/overview.ts";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

export const countText = (count: number): string => (count < 100_000 ? whole.format(count) : short.format(count));
export const exactText = (count: number): string => whole.format(count);

/** Never rounded up to everything or down to nothing. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.001) return "under 0.1%";
  return share < 1 && share > 0.999 ? "over 99.9%" : percent.format(share);
}

/** `€1,250`, `€0.45`; a code that no currency has is written as it is. */
export function moneyText(amount: number, currency: string): string {
  const maximumFractionDigits = Math.abs(amount) < 100 ? 2 : 0;
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    minimumFractionDigits: maximumFractionDigits,
    maximumFractionDigits,
  })
    .format(amount)
    .replaceAll("\u00a0", " ");
}

/** `€1,250 and CHF 80`: currencies are never added up. */
export function moneyList(money: readonly Money[], of: "value" | "cost"): string {
  const parts = money.filter((one) => one[of] !== 0).map((one) => moneyText(one[of], one.currency));
  return new Intl.ListFormat("en").format(parts);
}

export const successOf = ({ runs, byStatus }: RunFigures): number => (runs === 0 ? 0 : (byStatus.completed ?? 0) / runs);

/** `12% more than the 7 days before`; nothing where there is nothing to compare with. */
export function changeText(now: number, before: number, span: string): string | undefined {
  if (before === 0) return undefined;
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return `as many as in ${span} before`;
  return `${percent.format(Math.abs(change))} ${change > 0 ? "more" : "fewer"} than in ${span} before`;
}
