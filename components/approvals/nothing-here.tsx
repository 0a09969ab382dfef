import { IconUserCheck } from "@tabler/icons-react";
import { Link } from "#components/ui/link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { InboxTab } from "./inbox-view.ts";

/** An empty tab: what would be here, and where what is open stands. */
export function NothingHere({ tab, open }: { readonly tab: InboxTab; readonly open: number }) {
  if (tab === "decided")
    return (
      <EmptyState icon={IconUserCheck} title="No decision yet">
        Decisions are kept here with who made them, when, and the comment.
      </EmptyState>
    );
  if (open > 0 && tab !== "all")
    return (
      <EmptyState icon={IconUserCheck} title={TITLES[tab]}>
        {open === 1 ? "One waits for other people." : `${open} wait, for other people or other reasons.`}{" "}
        <Link href="/approvals?show=all">See all open ones</Link>
      </EmptyState>
    );
  return (
    <EmptyState icon={IconUserCheck} title="Nothing waits for a decision">
      When a run reaches an approval or a form, it appears here and in the rail. Start “Order approval” with an order over 1000,
      or “Expense claim” with a claim over 50, to see one.
    </EmptyState>
  );
}

const TITLES: Readonly<Record<Exclude<InboxTab, "all" | "decided">, string>> = {
  mine: "Nothing waits for you",
  groups: "Nothing waits for your groups",
  delegated: "Nothing waits for you in place of others",
  overdue: "Nothing is overdue",
};
