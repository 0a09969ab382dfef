import { apiErrorCode, apiErrorMessage, type useApiClient } from "#components/shared/api/trpc.tsx";
import type { DraftTransport, SaveAnswer } from "./draft-transport.ts";

type Client = ReturnType<typeof useApiClient>;

/** Answers that another try would not change. */
const FINAL: ReadonlySet<string> = new Set(["BAD_REQUEST", "FORBIDDEN", "NOT_FOUND", "UNAUTHORIZED", "PAYLOAD_TOO_LARGE"]);

const FOLLOW_AGAIN_MS = 2_000;

export function trpcTransport(client: Client, flowId: string): DraftTransport {
  return {
    open: () => client.drafts.open.query({ flowId }),
    save: async ({ edits, ...request }): Promise<SaveAnswer> => {
      try {
        // Operations are plain JSON; their arrays are read-only only for us.
        const { reload, changes } = await client.drafts.save.mutate({ flowId, ...request, edits: edits as never });
        return reload ? { type: "reload" } : { type: "saved", changes };
      } catch (error) {
        const code = apiErrorCode(error);
        return code !== undefined && FINAL.has(code)
          ? { type: "refused", message: apiErrorMessage(error) }
          : { type: "unreachable" };
      }
    },
    follow: (clientId, afterRevision, hear) => {
      let last = afterRevision;
      let unsubscribe = (): void => {};
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isFollowing = true;
      const connect = (): void => {
        // Also told of the end that this side asked for.
        const again = (): void => {
          if (isFollowing) timer = setTimeout(connect, FOLLOW_AGAIN_MS);
        };
        const subscription = client.drafts.watch.subscribe(
          { flowId, clientId, afterRevision: last },
          {
            onData: ({ data }) => {
              last = Math.max(last, data.revision);
              hear(data);
            },
            onComplete: again,
            onError: (error) => {
              if (!FINAL.has(apiErrorCode(error) ?? "")) again();
            },
          },
        );
        unsubscribe = () => subscription.unsubscribe();
      };
      connect();
      return () => {
        isFollowing = false;
        clearTimeout(timer);
        unsubscribe();
      };
    },
    announce: (clientId, nodeIds) => client.drafts.presence.mutate({ flowId, clientId, nodeIds: [...nodeIds] }),
  };
}
