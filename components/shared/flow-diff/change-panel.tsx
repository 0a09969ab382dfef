"use client";

import { Button, Switch } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { FieldChanges } from "#components/shared/data-view/field-changes.tsx";
import type { ListedChange } from "./change-list.ts";
import { changeLooks } from "./change-looks.ts";
import classes from "./flow-diff.module.css";

/** What of a difference is looked at. */
export interface DiffView {
  /** Id of the change that is looked at. */
  readonly change?: string | undefined;
  /** Boxes that only stand elsewhere are listed too. */
  readonly withMoves: boolean;
}

/** What the two sides are called: "version 3" and "version 4". */
export type SideNames = readonly [before: string, after: string];

interface ChangePanelProps {
  readonly changes: readonly ListedChange[];
  /** Index of the change that is looked at; -1 for none. */
  readonly at: number;
  readonly names: SideNames;
  readonly view: DiffView;
  /** Boxes that only stand elsewhere. */
  readonly moves: number;
  readonly onView: (view: Partial<DiffView>) => void;
}

/** The changes one by one; the one that is looked at shows its old and new values. */
export function ChangePanel({ changes, at, names, view, moves, onView }: ChangePanelProps) {
  const go = (index: number): void => onView({ change: changes[(index + changes.length) % changes.length]?.id });
  return (
    <>
      <div className={classes["head"]}>
        <h2>{changes.length === 0 ? "No difference" : `${changes.length} change${changes.length === 1 ? "" : "s"}`}</h2>
        {changes.length === 0 ? null : (
          <div className={classes["steps"]}>
            <span aria-live="polite">{at === -1 ? "" : `${at + 1} of ${changes.length}`}</span>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconChevronUp size={14} />}
              onClick={() => go(at === -1 ? -1 : at - 1)}
            >
              Previous
            </Button>
            <Button size="compact-sm" variant="default" leftSection={<IconChevronDown size={14} />} onClick={() => go(at + 1)}>
              Next
            </Button>
          </div>
        )}
      </div>
      <div className={classes["body"]}>
        {moves === 0 ? null : (
          <Switch
            size="xs"
            label={`Show ${moves} box${moves === 1 ? " that stands" : "es that stand"} elsewhere`}
            checked={view.withMoves}
            onChange={({ currentTarget }) => onView({ withMoves: currentTarget.checked, change: undefined })}
          />
        )}
        {changes.length === 0 ? (
          <p className={classes["text"]}>
            {capitalized(names[0])} and {names[1]} do the same.
          </p>
        ) : (
          <ol className={classes["changes"]} aria-label="Changes">
            {changes.map((change, index) => (
              <Entry
                key={change.id}
                change={change}
                isCurrent={index === at}
                names={names}
                onPress={() => onView({ change: index === at ? undefined : change.id })}
              />
            ))}
          </ol>
        )}
      </div>
    </>
  );
}

interface EntryProps {
  readonly change: ListedChange;
  readonly isCurrent: boolean;
  readonly names: SideNames;
  readonly onPress: () => void;
}

function Entry({ change: { sort, title, what, fields, note }, isCurrent, names, onPress }: EntryProps) {
  const item = useRef<HTMLLIElement>(null);
  const { icon: Glyph, word, tone } = changeLooks[sort];
  useEffect(() => {
    if (isCurrent) item.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  return (
    <li ref={item} className={classes["entry"]} data-current={isCurrent || undefined}>
      <button type="button" className={classes["change"]} aria-expanded={isCurrent} onClick={onPress}>
        <span className={classes["sort"]} data-tone={tone}>
          <Glyph size={13} stroke={2.25} aria-hidden />
          {word}
        </span>
        <span className={classes["title"]}>
          <strong>{title}</strong>
          <span>{what}</span>
        </span>
      </button>
      {isCurrent ? (
        <div className={classes["fields"]}>
          {note === undefined ? null : <p className={classes["text"]}>{note}</p>}
          {fields.length === 0 && note === undefined ? <p className={classes["text"]}>{wholeText(sort)}</p> : null}
          <FieldChanges changes={fields} names={names} />
        </div>
      ) : null}
    </li>
  );
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const wholeText = (sort: ListedChange["sort"]): string =>
  sort === "added" ? "It is not in the older version." : "It is no longer in the newer version.";
