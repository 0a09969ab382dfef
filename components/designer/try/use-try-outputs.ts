"use client";

import { useMemo } from "react";
import type { Samples } from "#engine/core/edit/flow-draft.ts";
import { useTry } from "./use-try.ts";

/** What each node gave last in tries, for whoever shows expressions at work; also of results that are stale by now. */
export function useTryOutputs(): Samples {
  const results = useTry((state) => state.results);
  return useMemo(
    () =>
      Object.fromEntries(
        Object.entries(results).flatMap(([id, { tried }]) =>
          tried.state === "done" && tried.output !== undefined ? [[id, tried.output]] : [],
        ),
      ),
    [results],
  );
}
