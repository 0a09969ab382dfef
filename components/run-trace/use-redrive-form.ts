import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { parseJson } from "#engine/core/json.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { reasonOf } from "#components/shared/reason-input.tsx";
import { newRequestKey } from "#components/shared/request-key.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { readMoment, writeMoment, type RedriveWish } from "./redrive-moment.ts";
import { useOperation } from "./use-operation.ts";

/** What is asked before a run goes back in time. */
export interface RedriveWishes {
  /** From `writeMoment`. */
  readonly moment: string;
  readonly mode: RedriveWish["mode"];
  /** Of a fork. */
  readonly version: "same" | "latest";
  /** JSON in place of the run's input; absent where that stays. */
  readonly inputText: string | undefined;
}

/** The wishes, what they would do, and doing it. */
export function useRedriveForm(runId: string, view: RunView, wish: RedriveWish, onDone: () => void) {
  const api = useApi();
  const [wishes, setWishes] = useState<RedriveWishes>(() => ({
    moment: writeMoment(wish.from ?? { from: view.failure || view.cancel ? "failure" : "start" }),
    mode: wish.mode,
    version: "same",
    inputText: undefined,
  }));
  const [reason, setReason] = useState("");
  const [requestKey] = useState(newRequestKey);
  const { moment, mode, version, inputText } = wishes;
  const syntax = inputText === undefined ? undefined : syntaxProblem(inputText);
  const request = { runId, from: readMoment(moment), mode, ...(mode === "fork" ? { version } : {}) };
  const preview = useQuery(
    api.runs.previewRedrive.queryOptions(request, { staleTime: 0, gcTime: 0, placeholderData: (previous) => previous }),
  );
  const redrive = useRedrive(runId, onDone);
  const isBlocked = !preview.data || preview.data.problems.some(({ severity }) => severity === "error") || syntax !== undefined;
  const change = (next: Partial<RedriveWishes>): void => {
    setWishes({ ...wishes, ...next });
    redrive.reset();
  };
  const submit = (): void => {
    if (isBlocked || redrive.isPending) return;
    const edits = inputText === undefined ? {} : { edits: { input: parseJson(inputText) } };
    redrive.mutate({ ...request, requestKey, ...edits, ...reasonOf(reason) });
  };
  return { wishes, change, reason, setReason, syntax, preview, redrive, isBlocked, submit };
}

export type RedriveFormState = ReturnType<typeof useRedriveForm>;

function useRedrive(runId: string, onClose: () => void) {
  const api = useApi();
  const router = useRouter();
  const { onSuccess } = useOperation();
  return useMutation(
    api.runs.redrive.mutationOptions({
      onSuccess: async (result) => {
        if (!result.ok) return;
        onClose();
        if (result.runId !== runId) router.push(`/runs/${result.runId}`);
        await onSuccess();
      },
    }),
  );
}
