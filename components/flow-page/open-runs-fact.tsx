"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { OpenRunsDialog } from "#components/shared/open-runs/open-runs-dialog.tsx";
import classes from "./flow-page.module.css";

const REFRESH_MS = 10_000;

/**
 * What the versions of a flow mean for its open runs: each ends on the version it began with, unless people move or cancel
 * it. Part of a list of facts.
 */
export function OpenRunsFact({ flowId, version }: { readonly flowId: string; readonly version: number }) {
  const api = useApi();
  const mayOperate = mayOperateRuns(useMembership().role);
  const [isOpen, setOpen] = useState(false);
  const openRuns = useQuery(api.flows.openRuns.queryOptions({ flowId }, { refetchInterval: REFRESH_MS }));
  const dialog = isOpen ? <OpenRunsDialog flowId={flowId} onClose={() => setOpen(false)} /> : null;
  if (!openRuns.data || openRuns.data.length === 0) return dialog;
  const hasOlder = openRuns.data.some((one) => one.version !== version);
  return (
    <>
      <dt>Open runs</dt>
      <dd>
        {openRuns.data
          .map((one) => `${countOf(one.runs)} on v${one.version}${one.version === version ? "" : " until they end"}`)
          .join(", ")}{" "}
        {hasOlder && mayOperate ? (
          <button type="button" className={classes["settle"]} onClick={() => setOpen(true)}>
            Move or cancel…
          </button>
        ) : null}
      </dd>
      {dialog}
    </>
  );
}

const countOf = (runs: number): string => `${runs} ${runs === 1 ? "run" : "runs"}`;
