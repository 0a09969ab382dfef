"use client";

import { Button, Checkbox, Modal } from "@mantine/core";
import { useState } from "react";
import type { AffectedLine } from "#engine/core/mapping/schema-change.ts";
import classes from "./dialogs.module.css";

interface SchemaChangeReviewProps {
  readonly lines: readonly AffectedLine[];
  readonly onRebind: (lines: readonly AffectedLine[]) => void;
  /** They are meant so. */
  readonly onKeep: () => void;
  /** Not now. */
  readonly onClose: () => void;
}

/** What a new schema or sample breaks, and what each line could be bound to instead. Nothing goes without a person saying so. */
export function SchemaChangeReview({ lines, onRebind, onKeep, onClose }: SchemaChangeReviewProps) {
  const [left, setLeft] = useState<ReadonlySet<AffectedLine>>(new Set());
  const proposed = lines.filter(({ proposal }) => proposal !== undefined);
  const chosen = proposed.filter((line) => !left.has(line));
  const choose = (line: AffectedLine, is: boolean): void => {
    const next = new Set(left);
    if (is) next.delete(line);
    else next.add(line);
    setLeft(next);
  };
  return (
    <Modal opened onClose={onClose} title="Lines that do not fit" size="xl">
      <div className={classes["body"]}>
        <p className={classes["none"]}>
          {lines.length === 1 ? "One line does" : `${lines.length} lines do`} not fit what is there now. Everything stays as it is
          unless you bind it anew.
        </p>
        <ul className={classes["lines"]}>
          {lines.map((line) => {
            const { field, message, proposal } = line;
            return (
              <li key={`${line.side} ${field} ${line.names.join(".")}`} className={classes["line"]}>
                <Checkbox
                  checked={proposal !== undefined && !left.has(line)}
                  disabled={proposal === undefined}
                  aria-label={`Bind ${line.names.join(".")} anew`}
                  onChange={({ currentTarget }) => choose(line, currentTarget.checked)}
                />
                <span className={classes["pair"]}>
                  {message}
                  <span className={classes["reason"]}>
                    {proposal
                      ? `Bind to ${proposal.names.join(".")}: ${proposal.reason}`
                      : "Nothing that is there looks like it. It stays as it is."}
                  </span>
                </span>
                <span className={classes["score"]}>{proposal ? `${Math.round(proposal.score * 100)} %` : ""}</span>
                <span />
              </li>
            );
          })}
        </ul>
        <div className={classes["actions"]}>
          <Button variant="default" onClick={onKeep}>
            Keep as it is
          </Button>
          <Button disabled={chosen.length === 0} onClick={() => onRebind(chosen)}>
            Bind {chosen.length} anew
          </Button>
        </div>
      </div>
    </Modal>
  );
}
