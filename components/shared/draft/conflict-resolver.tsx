"use client";

import { Badge, Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./conflict-resolver.module.css";
import { useDraft, useDraftStore } from "./use-draft.ts";
import type { DraftConflict } from "./draft-state.ts";

/** Says that changes met changes of somebody else, and lets the person choose, value by value. Shows nothing without conflicts. */
export function ConflictResolver() {
  const conflicts = useDraft((state) => state.conflicts);
  const [isOpen, setOpen] = useState(false);
  const count = conflicts.length;
  if (count === 0) return null;
  const said = count === 1 ? "One of your changes met" : `${count} of your changes met`;
  return (
    <>
      <Notice tone="warn" title={`${said} a change of somebody else`} action={{ label: "Compare", onClick: () => setOpen(true) }}>
        The flow shows theirs; yours are kept until you choose.
      </Notice>
      <Modal opened={isOpen} onClose={() => setOpen(false)} size="xl" title="Both of you changed this">
        <ul className={classes["list"]}>
          {conflicts.map((conflict) => (
            <Conflict key={conflict.id} conflict={conflict} />
          ))}
        </ul>
      </Modal>
    </>
  );
}

function Conflict({ conflict }: { readonly conflict: DraftConflict }) {
  const store = useDraftStore();
  const { id, label, subject, base, mine, theirs, onlyTheirs } = conflict;
  return (
    <li className={classes["conflict"]} aria-label={subject}>
      <h3 className={classes["subject"]}>{subject}</h3>
      <p className={classes["label"]}>
        Your change: {label}
        {base === undefined ? null : <span> · it was {inShort(base)}</span>}
      </p>
      <div className={classes["sides"]}>
        <Side title="Yours" value={mine} what="your value">
          <Button
            size="xs"
            variant="default"
            disabled={onlyTheirs !== undefined}
            aria-describedby={onlyTheirs === undefined ? undefined : `${id}-why`}
            onClick={() => store.resolve(id, "mine")}
          >
            Use mine
          </Button>
        </Side>
        <Side title="Theirs" value={theirs} what="their value" isShown>
          <Button size="xs" variant="default" onClick={() => store.resolve(id, "theirs")}>
            Keep theirs
          </Button>
        </Side>
      </div>
      {onlyTheirs === undefined ? null : (
        <p id={`${id}-why`} className={classes["why"]}>
          Yours cannot be used any more: {onlyTheirs}
        </p>
      )}
    </li>
  );
}

interface SideProps {
  readonly title: string;
  readonly value: JsonValue | undefined;
  readonly what: string;
  readonly isShown?: boolean;
  readonly children: React.ReactNode;
}

function Side({ title, value, what, isShown = false, children }: SideProps) {
  return (
    <section className={classes["side"]} aria-label={title}>
      <header className={classes["head"]}>
        <span className={classes["title"]}>{title}</span>
        {isShown ? (
          <Badge size="xs" variant="light" color="gray">
            in the flow now
          </Badge>
        ) : null}
        {children}
      </header>
      {value === undefined ? <p className={classes["nothing"]}>Removed, or not there</p> : <JsonTree value={value} what={what} />}
    </section>
  );
}

const LONGEST = 60;

function inShort(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
