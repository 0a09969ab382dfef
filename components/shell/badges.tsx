"use client";

import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import classes from "./rail.module.css";

interface BadgeProps {
  readonly count: number;
  /** What the figure means, for who cannot see where it stands. */
  readonly word: string;
  readonly tone: "warn" | "bad";
}

export type Badges = Readonly<Record<string, BadgeProps>>;

export function Badge({ count, word, tone }: BadgeProps) {
  if (count === 0) return null;
  return (
    <span className={classes["count"]} data-tone={tone}>
      {count > 99 ? "99+" : count}
      <VisuallyHidden> {word}</VisuallyHidden>
    </span>
  );
}

const NO_BADGE: BadgeProps = { count: 0, word: "", tone: "warn" };

export const badgeOf = (badges: Badges, href: string): BadgeProps => badges[href] ?? NO_BADGE;

/** Several places behind one button. */
export const badgeOfAll = (badges: Badges, hrefs: readonly string[]): BadgeProps => {
  const each = hrefs.map((href) => badgeOf(badges, href)).filter(({ count }) => count > 0);
  return {
    count: each.reduce((sum, { count }) => sum + count, 0),
    word: "to look at",
    tone: each.some(({ tone }) => tone === "bad") ? "bad" : "warn",
  };
};

/** What waits for people, by the place where they deal with it. */
export function useBadges(): Badges {
  const api = useApi();
  const every = { refetchInterval: 5_000 };
  const approvals = useQuery(api.approvals.list.queryOptions({ status: "pending", limit: 100 }, every));
  const reviews = useQuery(api.reviews.list.queryOptions({ which: "open" }, every));
  const incidents = useQuery(api.incidents.countOpen.queryOptions(undefined, every));
  return {
    "/approvals": { count: approvals.data?.filter(({ mine }) => mine?.may).length ?? 0, word: "waiting for you", tone: "warn" },
    "/reviews": reviewBadge(reviews.data ?? []),
    "/incidents": { count: incidents.data?.count ?? 0, word: "open", tone: "bad" },
  };
}

/** A version that went live without its review is everybody's business. */
function reviewBadge(reviews: ApiOutputs["reviews"]["list"]): BadgeProps {
  const owed = reviews.filter(({ status }) => status === "owed").length;
  const mine = reviews.filter(({ status, waitsForMe }) => status !== "owed" && waitsForMe !== undefined).length;
  return {
    count: owed + mine,
    word: owed > 0 ? "to look at, some live without review" : "for you",
    tone: owed > 0 ? "bad" : "warn",
  };
}
