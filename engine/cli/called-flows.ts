import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { readyFlow, type ReadyFlow } from "./flow-argument.ts";

/**
 * The flows that one starts as sub-flows, and those that they start, from the folders beside its own: where nothing is
 * deployed, that is where they are. One that is not there is missed by the step that starts it.
 *
 * @throws ProblemStop for one that has errors.
 */
export async function calledFlows(flow: ReadyFlow): Promise<readonly ReadyFlow[]> {
  const parent = dirname(dirname(flow.folder.file));
  const called = new Map<string, ReadyFlow>([[flow.document.id, flow]]);
  for (const { document } of called.values()) {
    for (const name of subFlowsOf(document)) {
      const folder = join(parent, name);
      if (!called.has(name) && existsSync(join(folder, "flow.yaml"))) called.set(name, await readyFlow(folder));
    }
  }
  return [...called.values()].slice(1);
}

const subFlowsOf = ({ nodes }: FlowDocument): readonly string[] =>
  nodes.flatMap(({ kind, config }) => {
    const name = kind === "subFlow" ? config?.["flow"] : undefined;
    return typeof name === "string" && /^\w[\w-]*$/.test(name) ? [name] : [];
  });
