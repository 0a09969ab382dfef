export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration such as `PT1M30S`. Throws when it is none. */
export function durationMs(text: string): number {
  const [, weeks, days, hours, minutes, seconds] = DURATION.exec(text) ?? [];
  if (text.length < 3 || [weeks, days, hours, minutes, seconds].every((part) => part === undefined)) {
    throw new Error(`"${text}" is not a duration such as PT30S or P2D.`);
  }
  const total = Number(weeks ?? 0) * 7 + Number(days ?? 0);
  return (((total * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1_000;
}
