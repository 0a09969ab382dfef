"use client";

import { IconClockExclamation } from "@tabler/icons-react";
import { count } from "#engine/core/count.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { IncidentBadge } from "./incident-badge.tsx";
import { isOverdue, outcomeText, type IncidentGroup } from "./incident-kinds.ts";
import classes from "./incidents.module.css";

interface IncidentRowsProps {
  readonly groups: readonly IncidentGroup[];
  /** The incident that stands for what is open beside the list. */
  readonly opened: string | undefined;
  readonly onOpen: (group: IncidentGroup) => void;
}

/** One row for each cause: an incident that stands alone is shown as what it is. */
export function IncidentRows({ groups, opened, onOpen }: IncidentRowsProps) {
  const now = useNow(60_000);
  return (
    <ul className={classes["list"]} aria-label="Incidents">
      {groups.map((group) => {
        const { incident } = group;
        return (
          <li key={incident.incidentId} className={classes["row"]} data-opened={incident.incidentId === opened || undefined}>
            <span>
              <IncidentBadge kind={incident.kind} />
            </span>
            <span className={classes["what"]}>
              <button type="button" className={classes["open"]} onClick={() => onOpen(group)}>
                {incident.flowName}{" "}
                {group.count > 1 ? <span className={classes["count"]}>{count(group.count)} times</span> : null}
              </button>
              <span className={classes["cause"]}>{incident.failure.message}</span>
            </span>
            <span className={classes["step"]}>{incident.nodeId ?? incident.failure.nodeId ?? ""}</span>
            <span className={classes["age"]}>
              <When group={group} now={now} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function When({ group, now }: { readonly group: IncidentGroup; readonly now: number }) {
  const { incident, firstOpenedAt, lastOpenedAt } = group;
  if (group.count > 1)
    return (
      <>
        <Since at={firstOpenedAt} isOld={isOverdue({ status: incident.status, openedAt: firstOpenedAt }, now)} word="first" />
        <span>
          last <RelativeTime at={lastOpenedAt} />
        </span>
      </>
    );
  return incident.status === "open" ? (
    <Since at={incident.openedAt} isOld={isOverdue(incident, now)} />
  ) : (
    <span>{outcomeText(incident)}</span>
  );
}

interface SinceProps {
  readonly at: string;
  readonly isOld: boolean;
  readonly word?: string;
}

function Since({ at, isOld, word }: SinceProps) {
  return (
    <span className={classes["since"]} data-old={isOld || undefined}>
      {isOld ? <IconClockExclamation size={14} stroke={2} role="img" aria-label="Open for more than a day:" /> : null}
      {word} <RelativeTime at={at} />
    </span>
  );
}
