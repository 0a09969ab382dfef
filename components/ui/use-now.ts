"use client";

import { useEffect, useState } from "react";

/** The time in milliseconds, renewed every `everyMs`; stands still when `everyMs` is `undefined`. */
export function useNow(everyMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
