import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { untilAnswered } from "#components/shared/api/load-failure.tsx";
import { apiErrorMessage, useApi, useApiClient, type ApiInputs } from "#components/shared/api/trpc.tsx";
import { useSession } from "../session/designer-session.ts";
import { publishRefusal } from "./publish-refusal.ts";

/**
 * The two ways to a version that is live in `environment`: publishing it, and asking for a review. `refusal`: why the last
 * attempt failed. With `staysOpen`, the dialog goes on when the version `isLive`. An answer that comes after the dialog was
 * closed is told, and changes nothing of what is open by then.
 */
export function usePublishing(environment: string, staysOpen: boolean) {
  const session = useSession();
  const api = useApi();
  const queries = useQueryClient();
  const router = useRouter();
  const [refusal, setRefusal] = useState<string>();
  const onError = (error: unknown): void => setRefusal(apiErrorMessage(error));
  const [isLive, setLive] = useState(false);
  const close = (): void => session.surface.getState().close();
  const refresh = (): void => void queries.invalidateQueries();
  const publish = useMutation(
    api.drafts.publish.mutationOptions({
      onSuccess: (answer) => {
        if (!answer.ok) return setRefusal(publishRefusal(answer));
        session.say(liveText(answer.version, environment));
        refresh();
      },
      onError,
    }),
  );
  const ask = useMutation(
    api.reviews.request.mutationOptions({
      onSuccess: (answer) => {
        if (!answer.ok) return setRefusal(publishRefusal(answer));
        refresh();
      },
      onError,
    }),
  );
  return {
    publish: (wanted: ApiInputs["drafts"]["publish"]): void => {
      setRefusal(undefined);
      publish.mutate(wanted, { onSuccess: ({ ok }) => (!ok ? undefined : staysOpen ? setLive(true) : close()) });
    },
    ask: (wanted: ApiInputs["reviews"]["request"]): void => {
      setRefusal(undefined);
      ask.mutate(wanted, {
        onSuccess: (answer) => {
          if (!answer.ok) return;
          close();
          router.push(`/reviews/${answer.reviewId}`);
        },
      });
    },
    isPending: publish.isPending || ask.isPending,
    refusal,
    isLive,
  };
}

const liveText = (version: number, environment: string): string =>
  `Version ${version} is live${environment === PRODUCTION ? "" : ` in ${environment}`}`;

/** What has been edited since the live version. What was changed last is saved first, so that the list is what will be published. */
export function useUnpublishedEdits(flowId: string) {
  const { drafts } = useSession();
  const client = useApiClient();
  const [opened] = useState(() => drafts.getState().revision);
  return useQuery({
    queryKey: ["changes to publish", flowId, opened],
    queryFn: () => drafts.flush().then(() => client.drafts.history.query({ flowId })),
    gcTime: 0,
    ...untilAnswered,
  });
}

/** Whether a review is required before a flow goes live in `environment`, and the one that is open already; `error`: why that is not known. */
export function useReviewBefore(flowId: string, environment: string) {
  const api = useApi();
  const rule = useQuery(api.reviews.rule.queryOptions({ flowId, environment }, untilAnswered));
  const open = useQuery(api.reviews.list.queryOptions({ which: "open" }));
  const openReview = open.data?.find(
    (review) => review.flowId === flowId && (review.environment ?? PRODUCTION) === environment && review.status !== "owed",
  );
  return { rule: rule.data, openReviewId: openReview?.reviewId, error: rule.error, retry: () => void rule.refetch() };
}
