import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";

/** What can be done to a review. `problem`: why the last attempt failed. */
export function useReviewActs(onDone: () => void, onLive: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  const [refusal, setRefusal] = useState<string>();
  const done = (title: string) => (): void => {
    setRefusal(undefined);
    onDone();
    notifications.show({ title, message: "", color: "green" });
    void queries.invalidateQueries();
  };
  const onError = (error: unknown): void => {
    setRefusal(apiErrorMessage(error));
    void queries.invalidateQueries({ queryKey: api.reviews.get.queryKey() });
  };
  const decide = useMutation(
    api.reviews.decide.mutationOptions({
      onSuccess: (_answer, { decision }) => done(decision === "approve" ? "Approved" : "Changes requested")(),
      onError,
    }),
  );
  const comment = useMutation(api.reviews.comment.mutationOptions({ onSuccess: done("Comment added"), onError }));
  const withdraw = useMutation(api.reviews.withdraw.mutationOptions({ onSuccess: done("Review withdrawn"), onError }));
  const cancel = useMutation(api.reviews.cancel.mutationOptions({ onSuccess: done("Review canceled"), onError }));
  const publish = useMutation(
    api.reviews.publish.mutationOptions({
      onSuccess: (answer) => {
        if (answer.ok) {
          done(`Version ${answer.version} is live`)();
          onLive();
        } else if (answer.reason === "problems")
          setRefusal(answer.problems.map(({ message, fix }) => `${message} ${fix}`).join(" "));
        else setRefusal("message" in answer ? answer.message : "There is nothing left to publish.");
      },
      onError,
    }),
  );
  const act = { decide, comment, withdraw, cancel, publish };
  return { act, problem: refusal, isPending: Object.values(act).some((mutation) => mutation.isPending) };
}
