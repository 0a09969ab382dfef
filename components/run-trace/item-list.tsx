"use client";

import { SegmentedControl, TextInput, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { count } from "#engine/core/count.ts";
import { Duration } from "#components/ui/duration.tsx";
import { rowForKey } from "#components/ui/use-row-keys.ts";
import { findItems, itemFilters, type ItemFilter } from "./find-items.ts";
import { lookOf, previewOf } from "./item-looks.ts";
import classes from "./items.module.css";
import { itemCount, itemState, itemValue, type BodyTrace } from "#components/shared/run-view/run-view.ts";
import { at } from "#components/shared/run-view/sparse-list.ts";

interface ItemListProps {
  readonly body: BodyTrace;
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
}

const ROW = 36;
const HEIGHT = 10 * ROW;
/** Rows drawn above and below those in view, so that scrolling shows no gap. */
const SPARE = 6;
const FILTER_WORDS: Readonly<Record<ItemFilter, string>> = { all: "All", failed: "Failed", unfinished: "Unfinished" };

/** The items of a for-each or turns of a loop; of a hundred thousand, the page holds those in view. */
export function ItemList({ body, chosen, onChoose }: ItemListProps) {
  const [filter, setFilter] = useState<ItemFilter>("all");
  const [search, setSearch] = useState("");
  const found = useMemo(() => findItems(body, filter, search), [body, filter, search]);
  const isLong = itemCount(body) > 5;
  return (
    <div className={classes["items"]}>
      {isLong ? (
        <div className={classes["tools"]}>
          <SegmentedControl
            size="xs"
            aria-label={`Which ${body.unit}s`}
            value={filter}
            onChange={(value) => setFilter(itemFilters.find((one) => one === value) ?? "all")}
            data={itemFilters.map((value) => ({
              value,
              label: value === "failed" && body.failed > 0 ? `Failed ${count(body.failed)}` : FILTER_WORDS[value],
            }))}
          />
          <TextInput
            size="xs"
            type="search"
            inputMode="numeric"
            className={classes["search"] ?? ""}
            aria-label={`Find ${body.unit} by its index, from 0`}
            placeholder="Index, from 0"
            leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
      ) : null}
      {found.count === 0 ? (
        <p className={classes["nothing"]}>{emptyText(body, filter, search)}</p>
      ) : (
        <Rows key={`${filter} ${search}`} body={body} found={found} chosen={chosen} onChoose={onChoose} />
      )}
    </div>
  );
}

interface RowsProps extends ItemListProps {
  readonly found: ReturnType<typeof findItems>;
}

function Rows({ body, found, chosen, onChoose }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState(() => Math.max(0, chosen === undefined ? 0 : found.rowOf(chosen)));
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const until = Math.min(found.count, Math.ceil((top + HEIGHT) / ROW) + SPARE);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = rowForKey(event.key, focused, found.count);
    if (next === undefined || !box.current) return;
    event.preventDefault();
    setFocused(next);
    reveal(box.current, next);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  };
  const rows = Array.from({ length: until - first }, (_, offset) => first + offset);
  const reachable = focused >= first && focused < until ? focused : first;
  return (
    <div
      ref={box}
      className={classes["scroller"]}
      style={{ height: Math.min(HEIGHT, found.count * ROW) }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <ul className={classes["rows"]} style={{ height: found.count * ROW }} aria-label={`${body.unit}s`}>
        {rows.map((row) => (
          <Row
            key={row}
            row={row}
            count={found.count}
            body={body}
            index={found.indexAt(row)}
            isChosen={found.indexAt(row) === chosen}
            isReachable={row === reachable}
            onFocus={() => setFocused(row)}
            onChoose={onChoose}
          />
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  readonly row: number;
  readonly count: number;
  readonly body: BodyTrace;
  readonly index: number;
  readonly isChosen: boolean;
  readonly isReachable: boolean;
  readonly onFocus: () => void;
  readonly onChoose: (index: number) => void;
}

function Row({ row, count: rows, body, index, isChosen, isReachable, onFocus, onChoose }: RowProps) {
  const item = at(body.items, index);
  const state = itemState(body, index);
  const { icon: Glyph, word, tone } = lookOf(state, item);
  const failure = state === "failed" || state === "retrying" ? item?.failure : undefined;
  return (
    <li className={classes["row"]} style={{ insetBlockStart: row * ROW }} aria-posinset={row + 1} aria-setsize={rows}>
      <button
        type="button"
        className={classes["item"]}
        data-row={row}
        data-tone={tone}
        aria-pressed={isChosen}
        tabIndex={isReachable ? 0 : -1}
        onFocus={onFocus}
        onClick={() => onChoose(index)}
      >
        <span className={classes["state"]} title={word}>
          <Glyph size={15} stroke={2} aria-hidden />
          <VisuallyHidden>{word}, </VisuallyHidden>
        </span>
        <span className={classes["index"]}>
          <VisuallyHidden>{body.unit} </VisuallyHidden>
          {count(index)}
        </span>
        <span className={classes["value"]}>{failure?.message ?? previewOf(itemValue(body, index))}</span>
        {item && item.attempt > 1 ? (
          <span className={classes["attempts"]} title={`Attempt ${item.attempt} of this ${body.unit}`}>
            ×{item.attempt}
          </span>
        ) : null}
        <span className={classes["took"]}>{item ? <Duration from={item.from} to={item.to} /> : null}</span>
      </button>
    </li>
  );
}

function reveal(box: HTMLElement, row: number): void {
  const start = row * ROW;
  if (start < box.scrollTop) box.scrollTop = start;
  else if (start + ROW > box.scrollTop + box.clientHeight) box.scrollTop = start + ROW - box.clientHeight;
}

function emptyText({ unit }: BodyTrace, filter: ItemFilter, search: string): string {
  if (search.trim() !== "") return `No ${unit} with index ${search.trim()} is in this list.`;
  if (filter === "failed") return `No ${unit} has failed.`;
  return filter === "unfinished" ? `All ${unit}s have been worked on.` : `There was no ${unit} to work on.`;
}
