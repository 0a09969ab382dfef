import type { N8nWorkflow } from "./n8n-workflow.ts";

/** A loop over items: the nodes between its loop output and the line that leads back. */
export interface BatchLoop {
  readonly body: ReadonlySet<string>;
  readonly loopOutput: number;
  readonly doneOutput: number;
}

/** The loops of a workflow, the outer ones first. One whose nodes also follow it in another way has no body of its own. */
export function loopsOf(workflow: N8nWorkflow): ReadonlyMap<string, BatchLoop> {
  const loops = new Map<string, BatchLoop>();
  for (const node of workflow.nodes.values()) {
    if (node.type !== "splitInBatches" || node.source["disabled"] === true) continue;
    const loopOutput = node.version >= 3 ? 1 : 0;
    const doneOutput = 1 - loopOutput;
    const lines = workflow.outOf(node.name);
    const targets = (output: number): readonly string[] => lines.filter((line) => line.output === output).map(({ to }) => to);
    const body = workflow.reached(targets(loopOutput), node.name);
    const after = workflow.reached(targets(doneOutput), node.name);
    const isOwn = ![...body].some((name) => after.has(name)) && workflow.into(node.name).some(({ from }) => body.has(from));
    const isEnteredElsewhere = [...body].some((name) =>
      workflow.into(name).some(({ from }) => from !== node.name && !body.has(from)),
    );
    if (isOwn && !isEnteredElsewhere) loops.set(node.name, { body, loopOutput, doneOutput });
  }
  return loops;
}
