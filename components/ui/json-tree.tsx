"use client";

import { useState, type ReactNode } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { CopyButton } from "./copy-button.tsx";
import { FoldArrow } from "./fold-arrow.tsx";
import classes from "./json-tree.module.css";

const PAGE = 50;

interface JsonTreeProps {
  readonly value: JsonValue;
  /** Names the data for the copy button: "output". */
  readonly what: string;
}

/** Data as a tree that folds, in the notation of JSON; long lists and objects open in pages. */
export function JsonTree({ value, what }: JsonTreeProps) {
  return (
    <div className={classes["well"]}>
      <div className={classes["copy"]}>
        <CopyButton text={JSON.stringify(value, null, 2)} what={what} />
      </div>
      <div className={classes["tree"]} tabIndex={0} role="group" aria-label={what}>
        <Entry value={value} depth={0} />
      </div>
    </div>
  );
}

interface EntryProps {
  readonly name?: string;
  readonly value: JsonValue;
  readonly depth: number;
}

function Entry({ name, value, depth }: EntryProps) {
  const entries = childEntries(value);
  if (!entries)
    return (
      <Row name={name} depth={depth}>
        <Scalar value={value} />
      </Row>
    );
  return <Branch name={name} depth={depth} entries={entries} isList={Array.isArray(value)} />;
}

interface BranchProps {
  readonly name: string | undefined;
  readonly depth: number;
  readonly entries: readonly (readonly [string, JsonValue])[];
  readonly isList: boolean;
}

function Branch({ name, depth, entries, isList }: BranchProps) {
  const [open, setOpen] = useState(depth < 2 && entries.length <= PAGE);
  const [shown, setShown] = useState(PAGE);
  const [first, last] = isList ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0)
    return (
      <Row name={name} depth={depth}>
        <span className={classes["mark"]}>{`${first}${last}`}</span>
      </Row>
    );
  return (
    <>
      <button type="button" className={classes["row"]} style={indent(depth)} aria-expanded={open} onClick={() => setOpen(!open)}>
        <FoldArrow isOpen={open} size={12} />
        <Name name={name} />
        <span className={classes["mark"]}>{open ? first : `${first}…${last}`}</span>
        {open ? null : <span className={classes["count"]}>{entries.length}</span>}
      </button>
      {open
        ? entries.slice(0, shown).map(([key, child]) => <Entry key={key} name={key} value={child} depth={depth + 1} />)
        : null}
      {open && entries.length > shown ? (
        <button type="button" className={classes["more"]} style={indent(depth + 1)} onClick={() => setShown(shown + 10 * PAGE)}>
          Show more ({entries.length - shown} hidden)
        </button>
      ) : null}
      {open ? (
        <Row depth={depth}>
          <span className={classes["mark"]}>{last}</span>
        </Row>
      ) : null}
    </>
  );
}

function Row({
  name,
  depth,
  children,
}: {
  readonly name?: string | undefined;
  readonly depth: number;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes["row"]} style={indent(depth)}>
      <span className={classes["gap"]} />
      <Name name={name} />
      {children}
    </div>
  );
}

const Name = ({ name }: { readonly name: string | undefined }) =>
  name === undefined ? null : <span className={classes["key"]}>{name}:</span>;

function Scalar({ value }: { readonly value: JsonValue }) {
  return (
    <span className={classes["scalar"]} data-type={value === null ? "null" : typeof value}>
      {JSON.stringify(value)}
    </span>
  );
}

const indent = (depth: number) => ({ paddingInlineStart: depth * 14 });

function childEntries(value: JsonValue): readonly (readonly [string, JsonValue])[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).flatMap(([key, child]) => (child === undefined ? [] : [[key, child] as const]));
}
