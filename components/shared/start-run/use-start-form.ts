import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { parseJson, type JsonValue } from "#engine/core/json.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { syntaxProblem } from "#components/shared/json/syntax-problem.ts";
import { newRequestKey } from "#components/shared/request-key.ts";
import { exampleInput } from "./example-input.ts";

export interface StartRunSubject {
  readonly flow: ApiOutputs["flows"]["get"];
  /** What an earlier run was started with, to start with it again. */
  readonly again?: { readonly input: JsonValue; readonly environment: string; readonly trigger?: string };
}

/** The input as text, where the run begins and in which environment, and starting it. */
export function useStartForm({ flow, again }: StartRunSubject) {
  const triggers = flow.document.nodes.filter(({ kind }) => nodeDefinitions.get(kind)?.category === "trigger");
  const [text, setText] = useState(() => JSON.stringify(again ? again.input : exampleInput(flow.document), null, 2));
  const [trigger, setTrigger] = useState(() => firstTrigger(triggers, again?.trigger));
  /** Kept until the wish changes, so that pressing again after a lost answer finds the run instead of starting a second. */
  const [triggerKey, setTriggerKey] = useState(newRequestKey);
  const [place, choosePlace] = usePlace(flow.flowId, again?.environment);
  const start = useStartRun();
  const syntax = syntaxProblem(text);
  /** `set`, of which each use is another wish. */
  const asNew =
    <Value>(set: (value: Value) => void) =>
    (value: Value): void => {
      set(value);
      setTriggerKey(newRequestKey());
    };
  const write = (next: string): void => {
    setText(next);
    if (start.data || start.error) start.reset();
  };
  const submit = (): void => {
    if (syntax || start.isPending) return;
    start.mutate({
      flowId: flow.flowId,
      input: parseJson(text),
      triggerKey,
      ...omitUndefined({ environment: place.chosen, trigger }),
    });
  };
  return {
    ...{ text, triggers, trigger, place, syntax, start, submit },
    setText: asNew(write),
    setTrigger: asNew(setTrigger),
    choosePlace: asNew(choosePlace),
  };
}

type Trigger = StartRunSubject["flow"]["document"]["nodes"][number];

/** Where an earlier run began, else at a person's hand, else at the first. */
function firstTrigger(triggers: readonly Trigger[], before: string | undefined): string | undefined {
  const earlier = triggers.find(({ id }) => id === before);
  return (earlier ?? triggers.find(({ kind }) => kind === "trigger.manual") ?? triggers[0])?.id;
}

/** The environments in which the flow is live; production where it is, else the one it has come furthest to. */
function usePlace(flowId: string, before: string | undefined) {
  const api = useApi();
  const [wish, setWish] = useState(before);
  const places = useQuery(api.environments.places.queryOptions({ flowId }, { staleTime: 10_000 }));
  const all = places.data?.flatMap(({ environment, live }) => (live ? [environment] : [])) ?? [];
  const chosen = wish !== undefined && all.includes(wish) ? wish : all.at(-1);
  return [{ all, chosen }, setWish] as const;
}

function useStartRun() {
  const api = useApi();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation(
    api.runs.start.mutationOptions({
      onSuccess: (result) => {
        if (!result.ok) return;
        // A collected run is made later.
        router.push(result.startsAt === undefined ? `/runs/${result.runId}` : "/runs");
        void queryClient.invalidateQueries({ queryKey: api.runs.list.pathKey() });
      },
    }),
  );
}
