import { IconBan, IconCheck, IconClock, IconPencil, IconX, type Icon } from "@tabler/icons-react";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Approval } from "./approval.ts";
import classes from "./decision-card.module.css";

const outcomes: Readonly<
  Record<Exclude<Approval["status"], "pending">, { readonly word: string; readonly icon: Icon; readonly tone: string }>
> = {
  approved: { word: "Approved", icon: IconCheck, tone: "good" },
  answered: { word: "Answered", icon: IconCheck, tone: "good" },
  changesRequested: { word: "Changes requested", icon: IconPencil, tone: "warn" },
  rejected: { word: "Rejected", icon: IconX, tone: "bad" },
  timedOut: { word: "Nobody decided in time", icon: IconClock, tone: "warn" },
  closed: { word: "No longer needed", icon: IconBan, tone: "quiet" },
};

/** How a decision went, by whom and when. */
export function DecisionOutcome({ approval }: { readonly approval: Approval }) {
  if (approval.status === "pending") return null;
  const { word, icon: Glyph, tone } = outcomes[approval.status];
  return (
    <div className={classes["outcome"]} data-tone={tone}>
      <Glyph size={18} aria-hidden />
      <div>
        <div>
          <strong>{word}</strong>
          {approval.decidedBy === undefined ? null : ` by ${approval.decidedBy}`}
          {approval.decidedAt === undefined ? null : (
            <>
              {" "}
              <RelativeTime at={approval.decidedAt} />
            </>
          )}
        </div>
        {approval.answer === undefined ? null : (
          <div className={classes["answer"]}>
            <JsonTree value={approval.answer} what="answer" />
          </div>
        )}
        {approval.comment === undefined ? null : <q className={classes["comment"]}>{approval.comment}</q>}
      </div>
    </div>
  );
}
