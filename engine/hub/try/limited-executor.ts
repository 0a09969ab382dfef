import type { NodeExecutor } from "../../runtime/executor.ts";

/** The same, asking before each step whether there may be one more: `spend` throws when there may not. */
export function limited(executor: NodeExecutor, spend: () => void): NodeExecutor {
  const first = <Arguments extends readonly unknown[], Result>(work: (...args: Arguments) => Promise<Result>) =>
    async function withinLimits(...args: Arguments): Promise<Result> {
      spend();
      return work(...args);
    };
  switch (executor.behavior) {
    case "pure":
      return { ...executor, run: first(executor.run) };
    case "effect":
      return { ...executor, prepare: first(executor.prepare) };
    case "wait":
      return { ...executor, begin: first(executor.begin) };
    case "container":
      return { ...executor, advance: first(executor.advance) };
    case "child":
      return { ...executor, begin: first(executor.begin) };
  }
}
