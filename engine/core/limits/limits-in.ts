import { PRODUCTION } from "../environment/environment.ts";
import type { StartLimits } from "./start-limits.ts";

/** Runs compete with those of their own environment: a test must not hold up production, nor use up what it may start. */
export function limitsIn(environment: string, limits: StartLimits): StartLimits {
  if (environment === PRODUCTION) return limits;
  const { rateLimit, debounce, batch, singleton, throttle, concurrency } = limits;
  const apart = <Limit extends { readonly key: string }>(limit: Limit): Limit => ({
    ...limit,
    key: `${environment} ${limit.key}`,
  });
  return {
    ...limits,
    ...(rateLimit && { rateLimit: apart(rateLimit) }),
    ...(debounce && { debounce: apart(debounce) }),
    ...(batch && { batch: apart(batch) }),
    ...(singleton && { singleton: apart(singleton) }),
    ...(throttle && { throttle: apart(throttle) }),
    ...(concurrency && { concurrency: apart(concurrency) }),
  };
}
