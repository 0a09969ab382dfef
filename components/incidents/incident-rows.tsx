"use client";

import { IconClockExclamation } from "@tabler/icons-react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { IncidentBadge } from "./incident-badge.tsx";
import { isOverdue, outcomeText, type Incident } from "./incident-kinds.ts";
import classes from "./incidents.module.css";

interface IncidentRowsProps {
  readonly incidents: readonly Incident[];
  readonly opened: string | undefined;
  readonly onOpen: (incidentId: string) => void;
}

export function IncidentRows({ incidents, opened, onOpen }: IncidentRowsProps) {
  const now = useNow(60_000);
  return (
    <ul className={classes["list"]} aria-label="Incidents">
      {incidents.map((incident) => (
        <li key={incident.incidentId} className={classes["row"]} data-opened={incident.incidentId === opened || undefined}>
          <span>
            <IncidentBadge kind={incident.kind} />
          </span>
          <span className={classes["what"]}>
            <button type="button" className={classes["open"]} onClick={() => onOpen(incident.incidentId)}>
              {incident.flowName}
            </button>
            <span className={classes["cause"]}>{incident.failure.message}</span>
          </span>
          <span className={classes["step"]}>{incident.nodeId ?? incident.failure.nodeId ?? ""}</span>
          <span className={classes["age"]}>
            {incident.status === "open" ? (
              <Age incident={incident} isOld={isOverdue(incident, now)} />
            ) : (
              <span>{outcomeText(incident)}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Age({ incident, isOld }: { readonly incident: Incident; readonly isOld: boolean }) {
  return (
    <span className={classes["since"]} data-old={isOld || undefined}>
      {isOld ? <IconClockExclamation size={14} stroke={2} role="img" aria-label="Open for more than a day:" /> : null}
      <RelativeTime at={incident.openedAt} />
    </span>
  );
}
