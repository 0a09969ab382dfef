import type { Approval } from "#components/shared/approval/approval.ts";
import { formatMinute } from "#components/ui/time.ts";

export const inboxTabs = ["mine", "groups", "delegated", "overdue", "all", "decided"] as const;
export type InboxTab = (typeof inboxTabs)[number];

export const tabLabels: Readonly<Record<InboxTab, string>> = {
  mine: "For me",
  groups: "My groups",
  delegated: "Delegated",
  overdue: "Overdue",
  all: "All open",
  decided: "Decided",
};

export const inboxOrders = ["oldest", "due", "risk", "value"] as const;
export type InboxOrder = (typeof inboxOrders)[number];

export const orderLabels: Readonly<Record<InboxOrder, string>> = {
  oldest: "Oldest first",
  due: "Due first",
  risk: "Riskiest first",
  value: "Largest first",
};

export const toTab = (text: string | null): InboxTab => inboxTabs.find((tab) => tab === text) ?? "mine";
export const toOrder = (text: string | null): InboxOrder => inboxOrders.find((order) => order === text) ?? "oldest";

/** Which decisions are shown, where that is not all of them: those of a time, and of them only those that had a due time. */
export interface Decided {
  readonly decidedIn?: { readonly since: string; readonly until: string };
  readonly withDue?: true;
}

export function toDecided(params: Pick<URLSearchParams, "get">): Decided {
  const moment = (name: string): string | undefined => {
    const ms = Date.parse(params.get(name) ?? "");
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  };
  const [since, until] = [moment("since"), moment("until")];
  return {
    ...(since === undefined || until === undefined ? {} : { decidedIn: { since, until } }),
    ...(params.get("due") === "1" ? { withDue: true } : {}),
  };
}

/** `Decided from … to …, with a due time`; `undefined` for all of them. */
export function decidedInWords({ decidedIn, withDue }: Decided, timeZone: string): string | undefined {
  const due = withDue ? "with a due time" : undefined;
  if (!decidedIn) return due && `Decisions ${due}`;
  const [since, until] = [decidedIn.since, decidedIn.until].map((iso) => formatMinute(iso, timeZone));
  return [`Decided from ${since} to ${until}`, due].filter((words) => words !== undefined).join(", ");
}

/** What a tab shows of the open ones. Who may answer now sees it under "For me", whatever they are asked as. */
export function inTab(tab: InboxTab, approval: Approval, nowMs: number): boolean {
  const mine = approval.mine?.may === true ? approval.mine : undefined;
  switch (tab) {
    case "mine":
      return mine !== undefined;
    case "groups":
      return mine?.as === "group";
    case "delegated":
      return mine?.as === "delegate";
    case "overdue":
      return isOverdue(approval, nowMs);
    case "all":
      return true;
    case "decided":
      return approval.status !== "pending";
  }
}

/** Past its time, or waiting for longer than the flow allows before it reminds. */
export function isOverdue({ requestedAt, dueAt, rules }: Approval, nowMs: number): boolean {
  if (dueAt !== undefined && Date.parse(dueAt) <= nowMs) return true;
  return rules.remindAfterMs !== undefined && Date.parse(requestedAt) + rules.remindAfterMs <= nowMs;
}

export function inOrder(approvals: readonly Approval[], order: InboxOrder): readonly Approval[] {
  return approvals.toSorted((a, b) => rank(a, order) - rank(b, order) || Date.parse(a.requestedAt) - Date.parse(b.requestedAt));
}

function rank(approval: Approval, order: InboxOrder): number {
  switch (order) {
    case "oldest":
      return 0;
    case "due":
      return approval.dueAt === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(approval.dueAt);
    case "risk":
      return -(approval.risk?.score ?? -1);
    case "value":
      return -valueOf(approval);
  }
}

/** The largest figure of the details. */
function valueOf({ details }: Approval): number {
  if (typeof details !== "object" || details === null) return 0;
  return Math.max(0, ...Object.values(details).filter((value) => typeof value === "number"));
}

/** Why one of several cannot be decided together with the others; `undefined` when it can. */
export function whyAlone({ title, form, mine, risk, progress }: Approval): string | undefined {
  if (form) return `“${title}” is a form: fill it in on its page.`;
  if (mine?.may !== true) return `“${title}” is not for you to decide now.`;
  if (risk && risk.score > risk.threshold) return `“${title}” is too risky to be decided with others (${risk.score.toFixed(2)}).`;
  return progress.needed > 1 ? `“${title}” needs several people: look at who agreed first.` : undefined;
}
