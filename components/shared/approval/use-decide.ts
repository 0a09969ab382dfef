import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useContext } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import type { Approval, Verdict } from "./approval.ts";
import { LinkContext } from "./link-context.ts";

const DONE: Readonly<Record<Verdict, string>> = {
  approved: "Approved",
  rejected: "Rejected",
  changesRequested: "Changes requested",
};

/** Decides, says so, and brings the pages that show it up to date, also when somebody else was first. */
export function useDecide(approval: Approval) {
  const api = useApi();
  const queryClient = useQueryClient();
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: api.approvals.list.pathKey() }),
      queryClient.invalidateQueries({ queryKey: api.approvals.get.pathKey() }),
      queryClient.invalidateQueries({ queryKey: api.runs.get.queryKey({ runId: approval.runId }) }),
    ]);
  const linkToken = useContext(LinkContext);
  /** What every answer names: the question, what was shown of it, and the link that led here. */
  const named = {
    approvalId: approval.approvalId,
    shownHash: approval.shownHash,
    ...(linkToken === undefined ? {} : { linkToken }),
  };
  const decide = useMutation(
    api.approvals.decide.mutationOptions({
      onSuccess: (result, { decision }) => {
        const title = result.isDecided ? DONE[decision] : `Your answer counts: ${result.signed} of ${result.needed} have agreed`;
        notifications.show({ title, message: approval.title, color: decision === "approved" ? "green" : "gray" });
        return refresh();
      },
      onError: () => void refresh(),
    }),
  );
  return { ...decide, named };
}
