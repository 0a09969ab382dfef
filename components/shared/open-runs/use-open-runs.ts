import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi, useApiClient } from "#components/shared/api/trpc.tsx";
import type { DoneWithRuns } from "./open-runs-texts.ts";

interface Order {
  readonly flowId: string;
  readonly environment?: string;
  readonly reason?: string;
}

interface Answer {
  readonly version: number;
  readonly next?: string;
}

/**
 * Moves or cancels the open runs of other versions, some with each request, so that thousands of them show how far it has
 * come. `done` says what became of them.
 */
export function useOpenRuns() {
  const api = useApi();
  const client = useApiClient();
  const queries = useQueryClient();
  const [seen, setSeen] = useState(0);
  const options = {
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: api.flows.openRuns.pathKey() });
      void queries.invalidateQueries({ queryKey: api.runs.list.pathKey() });
    },
  };
  const move = useMutation({
    ...options,
    mutationFn: async (order: Order): Promise<DoneWithRuns> => {
      const answers = await inTurns(
        order,
        client.runs.moveOpenRuns.mutate,
        ({ moved, left }) => moved.length + left.length,
        setSeen,
      );
      const left = answers.flatMap((answer) => answer.left);
      const count = answers.reduce((sum, { moved }) => sum + moved.length, 0);
      return { what: "moved", count, version: answers.at(-1)!.version, left, refused: 0 };
    },
  });
  const cancel = useMutation({
    ...options,
    mutationFn: async (order: Order): Promise<DoneWithRuns> => {
      const { mutate } = client.runs.cancelOpenRuns;
      const answers = await inTurns(order, mutate, ({ canceled, refused }) => canceled.length + refused.length, setSeen);
      const count = answers.reduce((sum, { canceled }) => sum + canceled.length, 0);
      const refused = answers.reduce((sum, answer) => sum + answer.refused.length, 0);
      return { what: "canceled", count, version: answers.at(-1)!.version, left: [], refused };
    },
  });
  const error = move.error ?? cancel.error;
  return {
    move: move.mutate,
    cancel: cancel.mutate,
    isPending: move.isPending || cancel.isPending,
    seen,
    refusal: error ? apiErrorMessage(error) : undefined,
    done: move.data ?? cancel.data,
  };
}

async function inTurns<Given extends Answer>(
  order: Order,
  ask: (order: Order & { readonly after?: string }) => Promise<Given>,
  count: (answer: Given) => number,
  onSeen: (seen: number) => void,
): Promise<readonly Given[]> {
  const answers: Given[] = [];
  let [after, seen]: [string | undefined, number] = [undefined, 0];
  do {
    const answer = await ask({ ...order, ...(after === undefined ? {} : { after }) });
    answers.push(answer);
    seen += count(answer);
    onSeen(seen);
    after = answer.next;
  } while (after !== undefined);
  return answers;
}
