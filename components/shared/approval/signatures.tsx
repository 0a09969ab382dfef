import { IconCheck, IconX } from "@tabler/icons-react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Approval } from "./approval.ts";
import classes from "./signatures.module.css";
import { missingInWords } from "./words.ts";

/** Where several have to agree: how many have, who, and whom it waits for. Nothing where one answer settles it. */
export function Signatures({ approval: { progress, votes, rules, status } }: { readonly approval: Approval }) {
  if (progress.needed === 1 && votes.length <= 1) return null;
  const stages = rules.stages.length;
  return (
    <section aria-label="Who has agreed">
      {status === "pending" ? (
        <p className={classes["progress"]}>
          <strong>
            {progress.signed} of {progress.needed} have agreed
          </strong>
          {stages > 1 ? `, step ${progress.stage + 1} of ${stages}` : ""}. Waits for {missingInWords(progress.missing)}.
        </p>
      ) : null}
      <ul className={classes["votes"]}>
        {votes.map(({ name, decision, comment, at, counts }, index) => (
          <li key={index} data-void={!counts || undefined}>
            {decision === "approved" ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
            <span>
              {name} {WORDS[decision]} <RelativeTime at={at} />
              {counts ? "" : " — no longer counts, because the flow has changed since"}
              {comment === undefined ? null : <q>{comment}</q>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const WORDS = { approved: "agreed", rejected: "rejected", changesRequested: "asked for changes", answered: "answered" } as const;
