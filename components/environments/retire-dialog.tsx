"use client";

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { count } from "#engine/core/count.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { ReasonDialog } from "#components/shared/reason-dialog.tsx";
import type { Place } from "./flow-places-page.tsx";

interface RetireDialogProps {
  readonly flowId: string;
  readonly place: Place;
  readonly onClose: () => void;
}

/** Takes the flow out of service in one environment, after saying what that means there. */
export function RetireDialog({ flowId, place: { environment, openRuns }, onClose }: RetireDialogProps) {
  const api = useApi();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<string>();
  const retire = useMutation(
    api.environments.retire.mutationOptions({
      onSuccess: (answer) => {
        void queries.invalidateQueries();
        if (!answer.ok) return setRefusal(answer.problems.map(({ message, fix }) => `${message} ${fix}`).join(" "));
        notifications.show({
          title: `Out of service in ${environment}`,
          message: "Nothing starts it there any more.",
          color: "green",
        });
        onClose();
      },
      onError: (error) => setRefusal(apiErrorMessage(error)),
    }),
  );
  return (
    <ReasonDialog
      title={`Take the flow out of service in ${environment}?`}
      action="Take out of service"
      color="red.8"
      isPending={retire.isPending}
      refusal={refusal}
      onConfirm={(reason) => retire.mutate({ flowId, environment, reason })}
      onClose={onClose}
    >
      Nothing starts it in {environment} any more: its webhooks answer that there is no such address, and events and schedules
      pass it by. {runsText(openRuns)} Its versions stay; publish or promote one to bring it back, with new webhook addresses.
      Other environments are not touched.
    </ReasonDialog>
  );
}

const runsText = (open: number): string =>
  open === 0 ? "No run is open there." : open === 1 ? "The open run goes on." : `The ${count(open)} open runs go on.`;
