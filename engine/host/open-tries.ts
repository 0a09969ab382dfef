import { createTries } from "../hub/try/create-tries.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import type { Engine } from "../runtime/engine.ts";
import type { Tries } from "../runtime/tries.ts";
import type { Outside } from "./outside.ts";
import { processOutside } from "./process-outside.ts";

/**
 * Tries of this process. What a try may call is opened by the first one that may: the same door, connections and rules
 * for addresses as those of a worker.
 */
export function openTries({ runs, events }: Pick<Engine, "runs" | "events">): Tries & { close(): Promise<void> } {
  let opening: Promise<Outside> | undefined;
  const outside = (): Promise<Outside> =>
    (opening ??= processOutside().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  const tries = createTries({
    definitions: nodeDefinitions,
    openOutside: async (emit) => {
      const { executorsWith, connections } = await outside();
      return { executors: executorsWith({ emit }), connections };
    },
    runs,
    emit: (event) => events.emit(event),
    log: (line) => void process.stdout.write(`${line}\n`),
  });
  return { ...tries, close: async () => (await opening)?.close() };
}
