import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { Completion } from "#components/shared/expression/complete-expression.ts";
import type { ExpressionScope } from "#components/shared/expression/scope-fields.ts";
import { complete, narrowCompletions } from "./narrow-completions.ts";

interface CompletionsOf {
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly source: string;
  readonly scope: ExpressionScope | undefined;
  readonly readOnly: boolean;
  readonly onChange: (source: string) => void;
}

/** The list of completions at the caret of a text area: open from `open` until something is taken, Escape, or `close`. */
export function useCompletions({ area, source, scope, readOnly, onChange }: CompletionsOf) {
  const caretAfter = useRef<number>(undefined);
  const [offset, setOffset] = useState<number>();
  const [active, setActive] = useState(0);
  const items = useMemo(
    () => (offset === undefined || scope === undefined ? [] : narrowCompletions(source, offset, scope)),
    [source, offset, scope],
  );
  useLayoutEffect(() => {
    if (caretAfter.current === undefined) return;
    area.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = undefined;
  });
  const close = (): void => setOffset(undefined);
  const open = (at: number | undefined): void => {
    setActive(0);
    setOffset(at);
  };
  const take = (item: Completion): void => {
    const next = complete(source, item);
    caretAfter.current = next.caret;
    onChange(next.source);
    close();
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => onListKey(event, { items, active, setActive, take, close });
  return { items, active, isOpen: items.length > 0 && !readOnly, open, close, take, onKeyDown };
}

interface ListKeys {
  readonly items: readonly Completion[];
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly take: (item: Completion) => void;
  readonly close: () => void;
}

function onListKey(event: KeyboardEvent, { items, active, setActive, take, close }: ListKeys): void {
  const act = (action: () => void): void => {
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  if (event.key === "ArrowDown") act(() => setActive((active + 1) % items.length));
  else if (event.key === "ArrowUp") act(() => setActive((active + items.length - 1) % items.length));
  else if (event.key === "Enter" && !event.shiftKey) act(() => take(items[active]!));
  else if (event.key === "Escape") act(close);
}
