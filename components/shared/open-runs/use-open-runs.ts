import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import type { DoneWithRuns } from "./open-runs-texts.ts";

/** Moves or cancels the open runs of older versions. `done` says what became of them. */
export function useOpenRuns() {
  const api = useApi();
  const queries = useQueryClient();
  const [done, setDone] = useState<DoneWithRuns>();
  const finish = (outcome: DoneWithRuns): void => {
    setDone(outcome);
    void queries.invalidateQueries({ queryKey: api.flows.inFlight.pathKey() });
    void queries.invalidateQueries({ queryKey: api.runs.list.pathKey() });
  };
  const move = useMutation(
    api.runs.moveOpenRuns.mutationOptions({
      onSuccess: ({ moved, ...rest }) => finish({ ...rest, what: "moved", count: moved.length, refused: 0 }),
    }),
  );
  const cancel = useMutation(
    api.runs.cancelOlderRuns.mutationOptions({
      onSuccess: ({ canceled, refused, ...rest }) =>
        finish({ ...rest, what: "canceled", count: canceled.length, refused: refused.length, left: [] }),
    }),
  );
  const error = move.error ?? cancel.error;
  return {
    move: move.mutate,
    cancel: cancel.mutate,
    isPending: move.isPending || cancel.isPending,
    refusal: error ? apiErrorMessage(error) : undefined,
    done,
  };
}
