import type { EffectExecutor, NodeExecutor, NodeExecutors, StepContext } from "../runtime/executor.ts";

/**
 * Where the process is killed, once. `before`: the step has begun and done nothing yet; of a call, its attempt is stored and
 * nothing was sent. `after`: it has done what it does, and nobody has stored that.
 */
export interface CrashPoint {
  readonly node: string;
  readonly when: "before" | "after";
}

type Reach = (nodeId: string, when: CrashPoint["when"]) => Promise<void>;

/** Executors that pass through both points around what they do. */
export const withCrashPoints = (executors: NodeExecutors, reach: Reach): NodeExecutors =>
  new Map([...executors].map(([kind, executor]) => [kind, around(executor, reach)]));

function around(executor: NodeExecutor, reach: Reach): NodeExecutor {
  const pass = async <Result>({ node }: StepContext, act: () => Promise<Result>): Promise<Result> => {
    await reach(node.id, "before");
    return act().finally(() => reach(node.id, "after"));
  };
  switch (executor.behavior) {
    case "pure":
      return { ...executor, run: (context: StepContext) => pass(context, () => executor.run(context)) };
    case "effect":
      return { ...executor, run: (context, input) => pass(context, () => executor.run(context, input)) } satisfies EffectExecutor;
    case "wait":
      return { ...executor, begin: (context) => pass(context, () => executor.begin(context)) };
    case "container":
      return { ...executor, advance: (context, body) => pass(context, () => executor.advance(context, body)) };
    case "child":
      return { ...executor, begin: (context) => pass(context, () => executor.begin(context)) };
  }
}
