import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import type { PromotionWay } from "./promotion-way.ts";

/** The two ways to the next environment: promoting a version, and asking for a review. `refusal`: why the last attempt failed. */
export function usePromotion(way: PromotionWay, onLive: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  const router = useRouter();
  const [refusal, setRefusal] = useState<string>();
  const onError = (error: unknown): void => setRefusal(apiErrorMessage(error));
  const promote = useMutation(
    api.environments.promote.mutationOptions({
      onSuccess: (answer) => {
        void queries.invalidateQueries();
        if (!answer.ok) return setRefusal(refusalText(answer));
        notifications.show({
          title: `Version ${answer.version} is live in ${way.to}`,
          message: `New runs in ${way.to} start on it.`,
          color: "green",
        });
        onLive();
      },
      onError,
    }),
  );
  const ask = useMutation(
    api.environments.requestReview.mutationOptions({
      onSuccess: (answer) => {
        void queries.invalidateQueries();
        if (!answer.ok) return setRefusal(refusalText(answer));
        router.push(`/reviews/${answer.reviewId}`);
      },
      onError,
    }),
  );
  return { promote, ask, refusal };
}

type Refused = Extract<ApiOutputs["environments"]["promote" | "requestReview"], { readonly ok: false }>;

function refusalText(refused: Refused): string {
  if ("problems" in refused) return refused.problems.map(({ message, fix }) => `${message} ${fix}`).join(" ");
  if ("message" in refused) return refused.message;
  return refused.reason === "nothing"
    ? "This version is live there already."
    : "The flow has changed meanwhile. Look at it again.";
}
