"use client";

import { Button, Group, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";

/** The risk above which a person decides, whatever a flow would approve by itself. For admins. */
export function RiskLimit() {
  const api = useApi();
  const queryClient = useQueryClient();
  const limit = useQuery(api.approvals.riskThreshold.queryOptions());
  const [typed, setTyped] = useState<number>();
  const save = useMutation(
    api.approvals.setRiskThreshold.mutationOptions({
      onSuccess: () => {
        setTyped(undefined);
        return queryClient.invalidateQueries({ queryKey: api.approvals.riskThreshold.queryKey() });
      },
      onError: (error) =>
        notifications.show({ title: "The limit stays as it was", message: apiErrorMessage(error), color: "red" }),
    }),
  );
  if (!limit.data) return null;
  const isChanged = typed !== undefined && typed !== limit.data.threshold;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) save.mutate({ threshold: typed });
      }}
    >
      <Group align="end" gap="xs">
        <NumberInput
          label="Risk limit"
          description="Above it a person always decides, whatever a policy would approve by itself"
          min={0}
          max={1}
          step={0.05}
          decimalScale={2}
          clampBehavior="strict"
          value={typed ?? limit.data.threshold}
          onChange={(value) => setTyped(value === "" ? undefined : Number(value))}
        />
        <Button type="submit" variant="default" disabled={!isChanged} loading={save.isPending}>
          Save limit
        </Button>
      </Group>
    </form>
  );
}
