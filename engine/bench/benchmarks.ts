import type { Benchmark } from "./bench-options.ts";
import { benchChain10 } from "./chain10.ts";
import { benchChain10Http } from "./chain10-http.ts";
import { benchExpressions } from "./expressions.ts";
import { benchFanOut, benchFanOutHttp } from "./fan-out.ts";
import { benchForEach, benchForEachHttp } from "./for-each.ts";
import { benchGrowth } from "./growth.ts";
import { benchLongRun } from "./long-run.ts";
import { benchOverview } from "./overview.ts";
import { benchRecovery } from "./recovery.ts";
import { benchSearch } from "./search.ts";
import { benchSleepers } from "./sleepers.ts";
import { benchWebhook } from "./webhook.ts";

/** By name. Each runs alone, in a database of its own, in less than a minute. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  chain10: { description: "runs of ten mappings, each step recorded", run: benchChain10 },
  chain10http: { description: "runs of ten calls in a row, each with a key", run: benchChain10Http },
  fanOut100: { description: "runs of a hundred mappings side by side and a join", run: benchFanOut },
  fanOut100http: { description: "runs of a hundred calls side by side and a join", run: benchFanOutHttp },
  forEach1000: { description: "runs of a thousand items with a mapping each", run: benchForEach },
  forEach1000http: { description: "runs of a thousand items with a call each, fifty at a time", run: benchForEachHttp },
  longRun5000: { description: "a loop of 5,000 steps next to one of 500, and one that is taken over", run: benchLongRun },
  sleepers10k: { description: "ten thousand runs that wait for a signal", run: benchSleepers },
  webhook: { description: "deliveries to stored 202s and to the effect, over 1, 50 and 500 connections", run: benchWebhook },
  recovery: { description: "a killed worker, and how long its runs take to end after that", run: benchRecovery },
  growth: { description: "chain10 in an empty database and among a million runs", run: benchGrowth },
  search: { description: "pages of the list of runs among a million, by every filter", run: benchSearch },
  overview: { description: "the overview of a million runs, for periods from a day to a year", run: benchOverview },
  expressions: { description: "typical mappings: compiled, by JSONata with guardrails, by JSONata alone", run: benchExpressions },
};
