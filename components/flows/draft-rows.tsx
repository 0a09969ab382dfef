"use client";

import { useQuery } from "@tanstack/react-query";
import { Link } from "#components/ui/link.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./flow-list.module.css";

const REFRESH_MS = 5_000;

/** Flows that were begun and never published. */
export function DraftRows({ text }: { readonly text: string }) {
  const api = useApi();
  const drafts = useQuery(api.drafts.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const words = text.trim().toLowerCase();
  const shown = drafts.data?.filter(({ isPublished, name, flowId }) => !isPublished && `${name} ${flowId}`.toLowerCase().includes(words));
  if (!shown || shown.length === 0) return null;
  return (
    <ul className={classes["list"]} aria-label="Drafts">
      {shown.map(({ flowId, name, authors, updatedAt }) => (
        <li key={flowId} className={classes["row"]}>
          <div className={classes["main"]}>
            <div className={classes["name"]}>
              <Link href={`/flows/${flowId}`} className={classes["link"] ?? ""}>
                {name}
              </Link>
              <span className={classes["version"]}>Draft</span>
            </div>
            <div className={classes["purpose"]}>
              Not published yet{authors.length > 0 ? `, by ${authors.join(" and ")}` : ""}
            </div>
          </div>
          <div className={classes["changed"]}>
            Changed <RelativeTime at={updatedAt} />
          </div>
        </li>
      ))}
    </ul>
  );
}
