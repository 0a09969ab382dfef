"use client";

import { useEffect } from "react";
import { isNotFetched } from "./persistently.ts";

const ASK_AGAIN_MS = 2_000;
/** A page that fails again and again for another reason must not reload for ever. */
const AT_MOST_EVERY_MS = 30_000;
const REMEMBERED = "omnilink.reloadedAt";

/** Loads the page again by itself when it broke for want of a server, as soon as one answers. */
export function useReloadWhenBack(error: Error): void {
  useEffect(() => {
    let wasAway = isNotFetched(error);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const answers = await fetch(location.href, { method: "HEAD", cache: "no-store" }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answers && wasAway && mayReload()) return location.reload();
      wasAway ||= !answers;
      timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    void ask();
    return () => clearTimeout(timer);
  }, [error]);
}

function mayReload(): boolean {
  const last = Number(sessionStorage.getItem(REMEMBERED) ?? 0);
  if (Date.now() - last < AT_MOST_EVERY_MS) return false;
  sessionStorage.setItem(REMEMBERED, String(Date.now()));
  return true;
}
