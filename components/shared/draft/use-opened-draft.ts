import { useQuery } from "@tanstack/react-query";
import { apart, useApi } from "#components/shared/api/trpc.tsx";

/**
 * The draft as the server has it when a page opens. A page whose own code is still on its way asks already, and the answer is
 * kept as long as somebody does. Asked apart from what the rail asks in the same moment, and once: the store that begins with it keeps itself up to date, a second answer would only
 * disturb it.
 */
export function useOpenedDraft(flowId: string) {
  const options = { staleTime: 0, gcTime: 0, refetchOnMount: false, refetchOnWindowFocus: false, refetchOnReconnect: false };

  return useQuery(useApi().drafts.open.queryOptions({ flowId }, { ...options, trpc: { context: apart } }));
}
