import { useState } from "react";
import { parseJson, type JsonValue } from "#engine/core/json.ts";

/** What somebody began to fill in, kept in this tab: a reload, a lost session or a wrong click costs nothing. */
export function useKeptDraft(approvalId: string) {
  const key = `omnilink.form.${approvalId}`;
  const [kept] = useState(() => read(key));
  return {
    kept,
    keep: (draft: JsonValue | undefined): void => withStorage((storage) => storage.setItem(key, JSON.stringify(draft ?? null))),
    forget: (): void => withStorage((storage) => storage.removeItem(key)),
  };
}

function read(key: string): JsonValue | undefined {
  let text: string | null = null;
  withStorage((storage) => (text = storage.getItem(key)));
  return text === null ? undefined : parseJson(text);
}

/** A browser that refuses storage, or has none left, only forgets sooner. */
function withStorage(work: (storage: Storage) => void): void {
  try {
    work(window.sessionStorage);
  } catch {
    return;
  }
}
