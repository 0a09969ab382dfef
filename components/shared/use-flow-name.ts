import { useQuery } from "@tanstack/react-query";
import { useApi } from "./api/trpc.tsx";

/** What people call a flow; its id until that is known. */
export function useFlowName(flowId: string): string {
  const flow = useQuery(useApi().flows.get.queryOptions({ flowId }, { staleTime: 30_000 }));
  return flow.data?.name ?? flowId;
}
