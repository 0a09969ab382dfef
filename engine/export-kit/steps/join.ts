import { stepOf } from "../step.ts";

interface From {
  readonly node: string;
  /** The output that leads here. */
  readonly port: string;
}

/** Where parallel branches meet: the outputs of those that have arrived, by their last node. */
export const join = stepOf(({ from }: { readonly from: readonly From[] }) => async ({ scope }) => ({
  output: Object.fromEntries(
    from.flatMap(({ node, port }) => (scope.ports[node] === port ? [[node, scope.steps[node] ?? null]] : [])),
  ),
}));
