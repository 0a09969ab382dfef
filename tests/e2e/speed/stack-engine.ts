import { startEmbeddedPostgres } from "#engine/host/embedded-postgres.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import type { Stack } from "../stack.ts";

export interface StackEngine {
  readonly engine: Engine;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** The engine on the database of a running stack, for what a page cannot do. */
export async function openStackEngine(stack: Stack): Promise<StackEngine> {
  const server = await startEmbeddedPostgres({ root: stack.data, database: "omnilink" });
  const engine = await openEngine({ databaseUrl: server.url });
  return {
    engine,
    databaseUrl: server.url,
    close: async () => {
      await engine.close();
      await server.stop();
    },
  };
}
