"use client";

import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck, IconUserCheck, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./overview.module.css";

const REFRESH_MS = 5_000;
const MOST = 100;

/** What waits for the person who looks, oldest first: in two taps a phone has the decision in front of them. */
export function NeedsYou() {
  const api = useApi();
  const every = { refetchInterval: REFRESH_MS };
  const approvals = useQuery(api.approvals.list.queryOptions({ status: "pending", limit: MOST }, every));
  const incidents = useQuery(api.incidents.countOpen.queryOptions(undefined, every));
  if (!approvals.data || !incidents.data) return null;
  const forMe = approvals.data.filter(({ mine }) => mine?.may);
  const [oldest] = forMe;
  const open = incidents.data;
  if (!oldest && open.count === 0)
    return (
      <p className={classes["calm"]}>
        <IconCheck size={18} aria-hidden /> Nothing needs you now.
      </p>
    );
  return (
    <ul className={classes["needs"]} aria-label="What needs you">
      {oldest ? (
        <Need icon={IconUserCheck} tone="warn" href={`/approvals/${oldest.approvalId}`} title={approvalsTitle(forMe.length)}>
          The oldest: {oldest.title}, asked <RelativeTime at={oldest.requestedAt} />
        </Need>
      ) : null}
      {open.count > 0 ? (
        <Need icon={IconAlertTriangle} tone="bad" href="/incidents?order=oldest" title={incidentsTitle(open.count)}>
          {open.oldestOpenedAt === undefined ? null : (
            <>
              The oldest has waited since <RelativeTime at={open.oldestOpenedAt} />
            </>
          )}
        </Need>
      ) : null}
    </ul>
  );
}

const approvalsTitle = (count: number): string =>
  count === 1 ? "1 decision waits for you" : `${count >= MOST ? `${MOST} or more` : count} decisions wait for you`;
const incidentsTitle = (count: number): string =>
  count === 1 ? "1 run cannot go on without a person" : `${count} incidents need a person`;

interface NeedProps {
  readonly icon: Icon;
  readonly tone: "warn" | "bad";
  readonly href: string;
  readonly title: string;
  readonly children: ReactNode;
}

function Need({ icon: Glyph, tone, href, title, children }: NeedProps) {
  return (
    <li>
      <Link href={href} className={classes["need"] ?? ""} data-tone={tone}>
        <Glyph size={20} aria-hidden />
        <span>
          <strong>{title}</strong>
          <span className={classes["small"]}>{children}</span>
        </span>
      </Link>
    </li>
  );
}
