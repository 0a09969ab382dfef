"use client";

import { Popover } from "@mantine/core";
import { useId, useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from "react";
import type { ExpressionScope } from "#components/shared/expression/scope-fields.ts";
import { CompletionList } from "./completion-list.tsx";
import classes from "./expression-input.module.css";
import { useCompletions } from "./use-completions.ts";

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
  const listId = useId();
  const completions = useCompletions({ area, source, scope, readOnly, onChange });
  const { items, active, isOpen, open, close, take } = completions;
  useFocusOfNobody(area, autoFocus);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      open(event.currentTarget.selectionStart);
    } else if (event.key === "Backspace" && source === "") onLeaveEmpty?.();
    else if (isOpen) completions.onKeyDown(event);
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
        <CompletionList id={listId} items={items} active={active} onTake={take} />
      </Popover.Dropdown>
    </Popover>
  );
}

function useFocusOfNobody(area: RefObject<HTMLTextAreaElement | null>, isWanted: boolean): void {
  useLayoutEffect(() => {
    // Typing = in a field makes it an expression: the control that had the focus has just gone.
    if (!isWanted || document.activeElement !== document.body) return;
    area.current?.focus();
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  }, [area, isWanted]);
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
