"use client";

import { Button, Checkbox, Select, Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlane } from "@tabler/icons-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import type { Approval } from "#components/shared/approval/approval.ts";
import { ConfirmDialog } from "#components/shared/approval/confirm-dialog.tsx";
import { DecisionCard } from "#components/shared/approval/decision-card.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { useTimeZone } from "#components/ui/use-time-zone.ts";
import classes from "./approval-list.module.css";
import { AwayDialog } from "./away-dialog.tsx";
import { BulkDialog, type BulkVerdict } from "./bulk-dialog.tsx";
import {
  decidedInWords,
  inboxOrders,
  inboxTabs,
  inOrder,
  inTab,
  orderLabels,
  tabLabels,
  toDecided,
  toOrder,
  toTab,
  type Decided,
  type InboxTab,
} from "./inbox-view.ts";
import { NothingHere } from "./nothing-here.tsx";
import { rowId, useInboxKeys } from "./use-inbox-keys.ts";

const REFRESH_MS = 4_000;

/** The inbox: what waits for me before everything else, each as a card that can be decided where it stands. */
export function ApprovalList() {
  const { tab, order, which, show } = useAddress();
  const [isAway, setAway] = useState(false);
  const api = useApi();
  const every = { refetchInterval: REFRESH_MS };
  const open = useQuery(api.approvals.list.queryOptions({ status: "pending", limit: 100 }, every));
  const decided = useQuery(
    api.approvals.list.queryOptions({ status: "decided", limit: 100, ...which }, { ...every, enabled: tab === "decided" }),
  );
  const now = useNow(15_000);
  const shownQuery = tab === "decided" ? decided : open;
  const waiting = inOrder(open.data ?? [], order);
  const shown = tab === "decided" ? (decided.data ?? []) : waiting.filter((approval) => inTab(tab, approval, now));
  return (
    <>
      <PageBar title="Approvals">
        <Button size="xs" variant="default" leftSection={<IconPlane size={14} />} onClick={() => setAway(true)}>
          Out of office
        </Button>
      </PageBar>
      <Tabs value={tab} onChange={(value) => show(toTab(value), order)} className={classes["inbox"] ?? ""}>
        <div className={classes["bar"]}>
          <Tabs.List aria-label="Which approvals" className={classes["tabs"] ?? ""}>
            {inboxTabs.map((each) => (
              <Tabs.Tab key={each} value={each} {...(each === tab ? { ref: bringIntoSight } : {})}>
                {tabLabels[each]} <Count of={each === "decided" ? 0 : waiting.filter((one) => inTab(each, one, now)).length} />
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tab === "decided" ? null : (
            <Select
              size="xs"
              aria-label="Order"
              className={classes["order"] ?? ""}
              allowDeselect={false}
              data={inboxOrders.map((value) => ({ value, label: orderLabels[value] }))}
              value={order}
              onChange={(value) => show(tab, toOrder(value))}
            />
          )}
        </div>
        <Tabs.Panel value={tab} className={classes["page"] ?? ""}>
          {tab === "decided" ? <WhichDecisions which={which} /> : null}
          {shownQuery.error ? (
            <LoadFailure what="The approvals" error={shownQuery.error} onRetry={() => void shownQuery.refetch()} />
          ) : null}
          {shownQuery.isPending ? <Loading /> : <Rows key={tab} approvals={shown} />}
          {shownQuery.data && shown.length === 0 ? <NothingHere tab={tab} open={waiting.length} /> : null}
        </Tabs.Panel>
      </Tabs>
      <AwayDialog opened={isAway} onClose={() => setAway(false)} />
    </>
  );
}

/** On a phone the tabs are wider than the screen, and a link may lead to the last of them. */
const bringIntoSight = (tab: HTMLElement | null): void => tab?.scrollIntoView({ block: "nearest", inline: "nearest" });

/** Tab and order are in the address, so that a view can be linked to. */
function useAddress() {
  const router = useRouter();
  const parameters = useSearchParams();
  const show = (tab: InboxTab, order: string): void => {
    const query = new URLSearchParams({ ...(tab === "mine" ? {} : { show: tab }), ...(order === "oldest" ? {} : { order }) });
    router.replace(query.size === 0 ? "/approvals" : `/approvals?${query.toString()}`);
  };
  return {
    ...{ tab: toTab(parameters.get("show")), order: toOrder(parameters.get("order")), which: toDecided(parameters) },
    show,
  };
}

function WhichDecisions({ which }: { readonly which: Decided }) {
  const words = decidedInWords(which, useTimeZone());
  if (words === undefined) return null;
  return (
    <p className={classes["which"]}>
      {words}, the newest 100 at most. <Link href="/approvals?show=decided">Show all decisions</Link>
    </p>
  );
}

const Count = ({ of: count }: { readonly of: number }) =>
  count === 0 ? null : <span className={classes["count"]}>{count}</span>;

function Rows({ approvals }: { readonly approvals: readonly Approval[] }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [bulk, setBulk] = useState<BulkVerdict>();
  const toggle = (approvalId: string): void =>
    setSelected((all) =>
      all.has(approvalId) ? new Set([...all].filter((one) => one !== approvalId)) : new Set([...all, approvalId]),
    );
  const keys = useInboxKeys(approvals, toggle);
  const chosen = approvals.filter(({ approvalId, status }) => selected.has(approvalId) && status === "pending");
  return (
    <>
      {approvals.length > 1 && approvals[0]?.status === "pending" ? (
        <div className={classes["bulk"]} role="group" aria-label="Selected approvals">
          <span>{chosen.length === 0 ? "Select with the boxes, or with j, k and x" : `${chosen.length} selected`}</span>
          <Button size="xs" variant="default" disabled={chosen.length === 0} onClick={() => setBulk("rejected")}>
            Reject selected…
          </Button>
          <Button size="xs" disabled={chosen.length === 0} onClick={() => setBulk("approved")}>
            Approve selected…
          </Button>
        </div>
      ) : null}
      {approvals.map((approval) => (
        <div
          key={approval.approvalId}
          id={rowId(approval.approvalId)}
          className={classes["row"]}
          tabIndex={-1}
          data-current={keys.current === approval.approvalId || undefined}
          onFocus={() => keys.setCurrent(approval.approvalId)}
        >
          {approvals.length > 1 && approval.status === "pending" ? (
            <Checkbox
              className={classes["check"] ?? ""}
              aria-label={`Select ${approval.title}`}
              checked={selected.has(approval.approvalId)}
              onChange={() => toggle(approval.approvalId)}
            />
          ) : null}
          <DecisionCard approval={approval} />
        </div>
      ))}
      {keys.asking === undefined ? null : (
        <ConfirmDialog approval={keys.asking.approval} verdict={keys.asking.verdict} onClose={keys.stopAsking} />
      )}
      <BulkDialog approvals={chosen} verdict={bulk} onClose={() => setBulk(undefined)} />
    </>
  );
}

function Loading() {
  return (
    <div className={classes["placeholder"]} role="group" aria-busy aria-label="Loading approvals">
      <Skeleton height={12} width="35%" />
      <Skeleton height={22} width="60%" />
      <Skeleton height={36} width="25%" />
      <Skeleton height={64} />
      <Skeleton height={44} />
    </div>
  );
}
