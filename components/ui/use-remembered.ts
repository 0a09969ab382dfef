import { useCallback, useSyncExternalStore } from "react";

type Scalar = number | boolean;

/** What this page load has set; also serves browsers that refuse storage. */
const current = new Map<string, Scalar>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A preference of this person on this browser, such as the width of a panel. The server renders the fallback. */
export function useRemembered(name: string, fallback: number): readonly [number, (value: number) => void];
export function useRemembered(name: string, fallback: boolean): readonly [boolean, (value: boolean) => void];
export function useRemembered(name: string, fallback: Scalar): readonly [Scalar, (value: never) => void] {
  const key = `omnilink.${name}`;
  const value = useSyncExternalStore(
    subscribe,
    () => read(key, fallback),
    () => fallback,
  );
  const remember = useCallback(
    (next: Scalar) => {
      current.set(key, next);
      store(key, next);
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, remember];
}

function read(key: string, fallback: Scalar): Scalar {
  const known = current.get(key) ?? parse(stored(key));
  return known !== undefined && typeof known === typeof fallback ? known : fallback;
}

function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: Scalar): void {
  try {
    window.localStorage.setItem(key, String(value));
  } catch {
    // Storage is full or refused: the choice lasts until the page is left.
  }
}

function parse(text: string | null): Scalar | undefined {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}
