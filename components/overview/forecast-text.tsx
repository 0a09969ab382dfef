import type { DayFigures } from "#engine/runtime/overview.ts";
import { useNow } from "#components/ui/use-now.ts";
import { forecastDays } from "./forecast-days.ts";
import { exactText, moneyText, percentText } from "./figure-text.ts";
import { forecastWeek, type Forecast } from "./forecast.ts";
import classes from "./overview.module.css";
import { dayText } from "./period.ts";

/** What the next week will probably bring, in words, and what that rests on. */
export function ForecastText({ days }: { readonly days: readonly DayFigures[] }) {
  const today = dayText(useNow(undefined));
  const runs = forecastWeek(forecastDays(days, today, (day) => day.runs));
  const currencies = [...new Set(days.flatMap(({ money }) => money.map(({ currency }) => currency)))].toSorted();
  const moneyOf = (day: DayFigures, currency: string): number => day.money.find((one) => one.currency === currency)?.value ?? 0;
  return (
    <div className={classes["prose"]}>
      <p>{runs.isKnown ? `About ${exactText(runs.expected)} runs, ${rangeText(runs, exactText)}.` : tooEarly(runs)}</p>
      {runs.isKnown
        ? currencies.map((currency) => {
            const value = forecastWeek(forecastDays(days, today, (day) => moneyOf(day, currency)));
            const text = (amount: number): string => moneyText(amount, currency);
            return value.isKnown && value.expected > 0 ? (
              <p key={currency}>{`Worth about ${text(value.expected)}, ${rangeText(value, text)}.`}</p>
            ) : null;
          })
        : null}
      {runs.isKnown ? <p className={classes["small"]}>{evidence(runs)}</p> : null}
    </div>
  );
}

type Known = Extract<Forecast, { isKnown: true }>;

function rangeText({ low, high }: Known, text: (amount: number) => string): string {
  return text(low) === text(high) ? "as in the weeks before" : `probably between ${text(low)} and ${text(high)}`;
}

const tooEarly = ({ days, needed }: Extract<Forecast, { isKnown: false }>): string =>
  `There is no forecast yet: it needs ${needed} whole days with figures, and there ${days === 1 ? "is 1" : `are ${days}`}.`;

function evidence({ days, isSeasonal, weeksTried, offBy }: Known): string {
  const rhythm = isSeasonal ? "the rhythm of the week and " : "";
  const weeks = weeksTried === 1 ? "the last week" : `each of the last ${weeksTried} weeks`;
  return `From ${rhythm}the level of the last ${days} whole days, recent ones counting more. Made the same way for ${weeks}, it was off by ${percentText(offBy)} on average.`;
}
