"use client";

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { OpenRunsDialog } from "./open-runs/open-runs-dialog.tsx";
import { SettleOpenRuns } from "./open-runs/settle-open-runs.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";

interface GoBackDialogProps {
  readonly flowId: string;
  readonly version: number;
  /** Default: production. */
  readonly environment?: string;
  readonly onClose: () => void;
}

/** Makes an older version live again, at once. */
export function GoBackDialog({ flowId, version, environment = PRODUCTION, onClose }: GoBackDialogProps) {
  const api = useApi();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<string>();
  const [settles, setSettles] = useState(false);
  const [isLive, setLive] = useState(false);
  const goBack = useMutation(
    api.versions.goBack.mutationOptions({
      onSuccess: (answer) => {
        void queries.invalidateQueries();
        if (!answer.ok) return setRefusal(refusalText(answer));
        notifications.show({
          title: `Version ${version} is live again`,
          message: `New runs in ${environment} start on it.`,
          color: "green",
        });
        if (settles) setLive(true);
        else onClose();
      },
      onError: (error) => setRefusal(apiErrorMessage(error)),
    }),
  );
  if (isLive) return <OpenRunsDialog flowId={flowId} environment={environment} onClose={onClose} />;
  return (
    <ReasonDialog
      title={environment === PRODUCTION ? `Go back to version ${version}?` : `Go back to version ${version} in ${environment}?`}
      action={`Go back to version ${version}`}
      isPending={goBack.isPending}
      refusal={refusal}
      onConfirm={(reason) => goBack.mutate({ flowId, environment, number: version, reason })}
      onClose={onClose}
      more={<SettleOpenRuns {...{ flowId, environment, version }} isOn={settles} onChange={setSettles} />}
    >
      It goes live at once, and new runs start on it. Open runs stay on their version unless you move or cancel them. What is in
      the draft stays there.
    </ReasonDialog>
  );
}

interface Refused {
  readonly reason: string;
  readonly message?: string;
  readonly problems?: readonly { readonly message: string; readonly fix: string }[];
}

const refusalText = ({ reason, message, problems }: Refused): string =>
  problems?.map((problem) => `${problem.message} ${problem.fix}`).join(" ") ??
  message ??
  (reason === "nothing" ? "This version is live already." : "The flow has changed meanwhile. Look at it, then try again.");
