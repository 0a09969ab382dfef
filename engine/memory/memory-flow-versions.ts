import type { CompiledFlow } from "../core/compile/flow-plan.ts";
import type { FlowVersions, LoadedFlow } from "../runtime/ports.ts";

export interface MemoryFlowVersions extends FlowVersions {
  add(flow: CompiledFlow & { readonly flowVersionId: string; readonly number: number }): void;
  /** For `createMemoryRunStore`. */
  flowIdOf(flowVersionId: string): string | undefined;
}

export function createMemoryFlowVersions(): MemoryFlowVersions {
  const flows = new Map<string, LoadedFlow>();
  return {
    add: (flow) => void flows.set(flow.flowVersionId, flow),
    flowIdOf: (flowVersionId) => flows.get(flowVersionId)?.document.id,
    find: async (_orgId, flowId, version) =>
      [...flows.values()]
        .filter(({ document, number }) => document.id === flowId && (version === undefined || number === version))
        .toSorted((a, b) => b.number - a.number)[0],
    load: async (flowVersionId) => {
      const flow = flows.get(flowVersionId);
      if (!flow) throw new Error(`There is no flow version ${flowVersionId}.`);
      return flow;
    },
  };
}
