import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";

/**
 * The draft as the server has it when a page opens. A page whose own code is still on its way asks already, and the answer is
 * kept as long as somebody does. Asked once: the store that begins with it keeps itself up to date, a second answer would only
 * disturb it.
 */
export function useOpenedDraft(flowId: string) {
  const once = { staleTime: 0, gcTime: 0, refetchOnMount: false, refetchOnWindowFocus: false, refetchOnReconnect: false };
  return useQuery(useApi().drafts.open.queryOptions({ flowId }, once));
}
