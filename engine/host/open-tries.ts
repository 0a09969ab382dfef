import { createTries } from "../hub/try/create-tries.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import { createMappedConnections } from "../postgres/environments/mapped-connections.ts";
import { createEnvironmentValues } from "../postgres/environments/variables.ts";
import type { createPool } from "../postgres/pool.ts";
import type { Engine } from "../runtime/engine.ts";
import type { MappingLibrary } from "../runtime/mapping-library.ts";
import type { Tries } from "../runtime/tries.ts";
import type { Outside } from "./outside.ts";
import { processOutside } from "./process-outside.ts";
import { processScenarios } from "./process-scenarios.ts";

interface TryParts extends Pick<Engine, "runs" | "events"> {
  readonly mappingLibrary: Pick<MappingLibrary, "find">;
  readonly pool: ReturnType<typeof createPool>;
}

/**
 * Tries of this process. What a try may call is opened by the first one that may: the same door, connections and rules
 * for addresses as those of a worker.
 */
export function openTries({ runs, events, mappingLibrary, pool }: TryParts): Tries & { close(): Promise<void> } {
  let opening: Promise<Outside> | undefined;
  const outside = (): Promise<Outside> =>
    (opening ??= processOutside().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  const tries = createTries({
    definitions: nodeDefinitions,
    findMappings: (orgId, keys) => mappingLibrary.find(orgId, keys),
    openOutside: async (emit, { orgId, environment }) => {
      const { executorsWith, connections } = await outside();
      const mapped = createMappedConnections(pool, connections);
      return {
        executors: executorsWith({ emit }),
        connections: { resolve: (_org, name) => mapped.resolve(orgId, name, environment) },
      };
    },
    values: createEnvironmentValues(pool),
    runs,
    emit: (event) => events.emit(event),
    scenarios: processScenarios,
    log: (line) => void process.stdout.write(`${line}\n`),
  });
  return { ...tries, close: async () => (await opening)?.close() };
}
