"use client";

import { Tooltip } from "@mantine/core";
import type { Evaluation } from "#engine/core/expression/evaluate-on-sample.ts";
import classes from "./live-value.module.css";

const SHOWN = 160;

const WHERE = {
  guarded: "Evaluated with limits on time and memory.",
  jailed: "Evaluated in a process of its own, here by the server.",
};

/** What the expression gives on the sample data, or why it gives nothing. */
export function LiveValue({ id, evaluation }: { readonly id: string; readonly evaluation: Evaluation | undefined }) {
  return (
    <div id={id} className={classes["live"]} data-ok={evaluation?.ok}>
      {evaluation === undefined ? null : evaluation.ok ? <Value evaluation={evaluation} /> : evaluation.message}
    </div>
  );
}

function Value({ evaluation }: { readonly evaluation: Extract<Evaluation, { ok: true }> }) {
  const { value, tier, reason } = evaluation;
  const text = value === undefined ? undefined : JSON.stringify(value);
  return (
    <>
      {text === undefined ? (
        <span className={classes["liveNothing"]}>nothing in the sample</span>
      ) : (
        <code title={text.slice(0, 2_000)}>{text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text}</code>
      )}
      {tier === "bounded" ? null : (
        <Tooltip multiline maw={320} label={`${WHERE[tier]} ${reason}`}>
          <span className={classes["tier"]} tabIndex={0}>
            {tier}
          </span>
        </Tooltip>
      )}
    </>
  );
}
