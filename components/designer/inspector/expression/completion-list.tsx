import { useLayoutEffect, useRef } from "react";
import type { Completion } from "#components/shared/expression/complete-expression.ts";
import classes from "./expression-input.module.css";

interface CompletionListProps {
  readonly id: string;
  readonly items: readonly Completion[];
  readonly active: number;
  readonly onTake: (item: Completion) => void;
}

/**
 * What can be taken over into an expression. Its field keeps the focus; `id` with `-` and a number is the row that the field
 * calls active.
 */
export function CompletionList({ id, items, active, onTake }: CompletionListProps) {
  return (
    <ul id={id} role="listbox" aria-label="Completions">
      {items.map((item, index) => (
        <CompletionRow
          key={`${item.kind} ${item.label}`}
          id={`${id}-${index}`}
          item={item}
          isActive={index === active}
          onTake={() => onTake(item)}
        />
      ))}
    </ul>
  );
}

interface CompletionRowProps {
  readonly id: string;
  readonly item: Completion;
  readonly isActive: boolean;
  readonly onTake: () => void;
}

function CompletionRow({ id, item, isActive, onTake }: CompletionRowProps) {
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    <li
      ref={row}
      id={id}
      role="option"
      aria-selected={isActive}
      className={classes["completion"]}
      data-kind={item.kind}
      onClick={onTake}
    >
      <span className={classes["completionName"]}>{item.label}</span>
      <span className={classes["completionType"]}>{item.detail}</span>
      {item.note === undefined ? null : <span className={classes["completionNote"]}>{item.note}</span>}
    </li>
  );
}
