import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";
import type { Approval, Verdict } from "#components/shared/approval/approval.ts";

export interface Asking {
  readonly approval: Approval;
  readonly verdict: Verdict;
}

/** Keys of the inbox: j and k go to the next and the one before, x selects, a and r ask before they decide. */
export function useInboxKeys(approvals: readonly Approval[], onSelect: (approvalId: string) => void) {
  const [current, setCurrent] = useState<string>();
  const [asking, setAsking] = useState<Asking>();
  const index = approvals.findIndex(({ approvalId }) => approvalId === current);
  const go = (step: number): void => {
    const next = approvals[Math.min(approvals.length - 1, Math.max(0, index === -1 ? 0 : index + step))];
    if (!next) return;
    setCurrent(next.approvalId);
    document.getElementById(rowId(next.approvalId))?.focus();
  };
  const ask = (verdict: Verdict): void => {
    const approval = approvals[index];
    if (approval && !approval.form && approval.mine?.may) setAsking({ approval, verdict });
  };
  useHotkeys([
    ["j", () => go(1)],
    ["k", () => go(-1)],
    ["x", () => current !== undefined && onSelect(current)],
    ["a", () => ask("approved")],
    ["r", () => ask("rejected")],
  ]);
  return { current, setCurrent, asking, stopAsking: () => setAsking(undefined) };
}

export const rowId = (approvalId: string): string => `approval-${approvalId}`;
