"use client";

import { Popover } from "@mantine/core";
import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { ExpressionScope } from "#components/shared/expression/scope-fields.ts";
import type { Completion } from "#components/shared/expression/complete-expression.ts";
import classes from "../inspector.module.css";
import { complete, narrowCompletions } from "./narrow-completions.ts";

interface ExpressionInputProps {
  readonly id: string;
  readonly label: string;
  readonly describedBy: string;
  readonly source: string;
  readonly scope: ExpressionScope | undefined;
  /** The part that is wrong. */
  readonly marked: { readonly start: number; readonly end: number } | undefined;
  readonly isInvalid: boolean;
  readonly readOnly: boolean;
  readonly placeholder: string;
  /** Takes the focus over when it is nobody's. */
  readonly autoFocus: boolean;
  readonly onChange: (source: string) => void;
  /** Backspace in the empty field: it becomes a fixed value again. */
  readonly onLeaveEmpty: (() => void) | undefined;
}

/**
 * A small field for JSONata: it grows with its text, underlines what is wrong and completes what is in scope. The list opens
 * while typing or with Ctrl+Space; the arrow keys choose, Enter takes over, Escape closes. Tab always leaves the field.
 */
export function ExpressionInput(props: ExpressionInputProps) {
  const { id, label, describedBy, source, scope, marked, isInvalid, readOnly, placeholder, autoFocus, onChange, onLeaveEmpty } =
    props;
  const area = useRef<HTMLTextAreaElement>(null);
  const caretAfter = useRef<number>(undefined);
  const [offset, setOffset] = useState<number>();
  const [active, setActive] = useState(0);
  const listId = useId();
  const items = useMemo(
    () => (offset === undefined || scope === undefined ? [] : narrowCompletions(source, offset, scope)),
    [source, offset, scope],
  );
  const isOpen = items.length > 0 && !readOnly;
  const close = (): void => setOffset(undefined);
  const open = (at: number | undefined): void => {
    setActive(0);
    setOffset(at);
  };
  useLayoutEffect(() => {
    if (caretAfter.current === undefined) return;
    area.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = undefined;
  });
  useLayoutEffect(() => {
    // Typing = in a field makes it an expression: the control that had the focus has just gone.
    if (!autoFocus || document.activeElement !== document.body) return;
    area.current?.focus();
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  }, [autoFocus]);
  const take = (item: Completion): void => {
    const next = complete(source, item);
    caretAfter.current = next.caret;
    onChange(next.source);
    close();
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      open(event.currentTarget.selectionStart);
    } else if (event.key === "Backspace" && source === "") onLeaveEmpty?.();
    else if (isOpen) onListKey(event, { items, active, setActive, take, close });
  };
  return (
    <Popover
      opened={isOpen}
      width="target"
      position="bottom-start"
      offset={4}
      trapFocus={false}
      returnFocus={false}
      withRoles={false}
    >
      <Popover.Target>
        <div className={classes["expression"]} data-invalid={isInvalid || undefined}>
          <div className={classes["backdrop"]} aria-hidden>
            {marked === undefined ? source : <Marked source={source} {...marked} />}
            {"\u200b"}
          </div>
          <textarea
            ref={area}
            id={id}
            aria-label={`${label}, expression`}
            aria-describedby={describedBy}
            aria-invalid={isInvalid}
            aria-autocomplete="list"
            aria-haspopup="listbox"
            {...(isOpen ? { "aria-controls": listId, "aria-activedescendant": `${listId}-${active}` } : {})}
            className={classes["expressionText"]}
            rows={1}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            readOnly={readOnly}
            placeholder={placeholder}
            value={source}
            onChange={({ currentTarget }) => {
              onChange(currentTarget.value);
              open(currentTarget.selectionStart);
            }}
            onFocus={({ currentTarget }) => (currentTarget.value === "" ? open(0) : undefined)}
            onBlur={close}
            onKeyDown={onKeyDown}
          />
        </div>
      </Popover.Target>
      <Popover.Dropdown className={classes["completions"] ?? ""} onMouseDown={(event) => event.preventDefault()}>
        <ul id={listId} role="listbox" aria-label="Completions">
          {items.map((item, index) => (
            <CompletionRow
              key={`${item.kind} ${item.label}`}
              id={`${listId}-${index}`}
              item={item}
              isActive={index === active}
              onTake={() => take(item)}
            />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
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

function Marked({ source, start, end }: { readonly source: string; readonly start: number; readonly end: number }) {
  const from = Math.max(0, Math.min(start, source.length - 1));
  const to = Math.max(from + 1, end);
  return (
    <>
      {source.slice(0, from)}
      <mark>{source.slice(from, to)}</mark>
      {source.slice(to)}
    </>
  );
}
