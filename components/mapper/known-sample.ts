import { isJsonObject, type JsonObject } from "#engine/core/json.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";

/** The part of the sample data that somebody gave or a try brought: what is made up or worked out proves nothing about what is not there. */
export function knownSample({ sample, origins }: Pick<ExpressionData, "sample" | "origins">): JsonObject {
  const isKnown = (name: string): boolean => origins[name] === "pinned" || origins[name] === "result";
  const { input, steps } = sample;
  const known = isJsonObject(steps) ? Object.entries(steps).filter(([id]) => isKnown(id)) : [];
  return {
    ...(input !== undefined && isKnown("input") ? { input } : {}),
    ...(known.length > 0 ? { steps: Object.fromEntries(known) } : {}),
  };
}
