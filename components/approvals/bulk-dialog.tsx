"use client";

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { apiErrorMessage, useApi, useApiClient } from "#components/shared/api/trpc.tsx";
import type { Approval } from "#components/shared/approval/approval.ts";
import classes from "./bulk-dialog.module.css";
import { whyAlone } from "./inbox-view.ts";

export type BulkVerdict = "approved" | "rejected";

interface BulkDialogProps {
  readonly approvals: readonly Approval[];
  readonly verdict: BulkVerdict | undefined;
  readonly onClose: () => void;
}

/** Decides several, each checked on its own: what cannot be decided with others says why, before and after. */
export function BulkDialog({ approvals, verdict, onClose }: BulkDialogProps) {
  const title = verdict === "approved" ? "Approve together?" : "Reject together?";
  return (
    <Modal opened={verdict !== undefined} onClose={onClose} title={title} centered>
      {verdict === undefined ? null : <Bulk approvals={approvals} verdict={verdict} onClose={onClose} />}
    </Modal>
  );
}

type Outcomes = Readonly<Record<string, { readonly ok: boolean; readonly words: string }>>;

function Bulk({ approvals: chosen, verdict, onClose }: BulkDialogProps & { readonly verdict: BulkVerdict }) {
  // What was chosen when the dialog opened: decided ones leave the list behind it, and stay in here with their outcome.
  const [approvals] = useState(chosen);
  const [outcomes, setOutcomes] = useState<Outcomes>({});
  const [isBusy, setBusy] = useState(false);
  const decide = useDecideOne(verdict);
  const able = approvals.filter((approval) => whyAlone(approval) === undefined);
  const isDone = Object.keys(outcomes).length > 0 && !isBusy;
  const run = async (): Promise<void> => {
    setBusy(true);
    for (const approval of able) {
      const outcome = await decide(approval);
      setOutcomes((all) => ({ ...all, [approval.approvalId]: outcome }));
    }
    setBusy(false);
  };
  const verb = verdict === "approved" ? "Approve" : "Reject";
  return (
    <Stack>
      <ul className={classes["items"]} aria-live="polite">
        {approvals.map((approval) => (
          <Item key={approval.approvalId} approval={approval} outcome={outcomes[approval.approvalId]} />
        ))}
      </ul>
      <Group justify="space-between">
        <Button variant="default" disabled={isBusy} onClick={onClose}>
          {isDone ? "Close" : "Cancel"}
        </Button>
        {isDone ? null : (
          <Button
            {...(verdict === "rejected" ? { color: "red" } : {})}
            loading={isBusy}
            disabled={able.length === 0}
            onClick={() => void run()}
          >
            {verb} {able.length} of {approvals.length}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Item({ approval, outcome }: { readonly approval: Approval; readonly outcome: Outcomes[string] | undefined }) {
  const why = whyAlone(approval);
  const isWrong = why !== undefined || outcome?.ok === false;
  return (
    <li data-wrong={isWrong || undefined}>
      {isWrong ? <IconAlertTriangle size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />}
      <span>
        {why ?? approval.title}
        {outcome === undefined ? null : <em> {outcome.words}</em>}
      </span>
    </li>
  );
}

function useDecideOne(decision: BulkVerdict) {
  const api = useApi();
  const client = useApiClient();
  const queryClient = useQueryClient();
  return async ({ approvalId, shownHash }: Approval): Promise<Outcomes[string]> => {
    try {
      await client.approvals.decide.mutate({ approvalId, shownHash, decision });
      return { ok: true, words: decision === "approved" ? "Approved." : "Rejected." };
    } catch (error) {
      return { ok: false, words: apiErrorMessage(error) };
    } finally {
      void queryClient.invalidateQueries({ queryKey: api.approvals.pathKey() });
    }
  };
}
