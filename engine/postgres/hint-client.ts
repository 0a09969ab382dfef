import type { ClientConfig } from "pg";
import { retryConflict } from "./database-errors.ts";
import { StorableClient } from "./storable-client.ts";

/**
 * A connection for graphile-worker. It deletes the jobs that are done many at a time, in the order they were done in, while
 * timers and messages lock jobs in an order of their own: now and then the server breaks such a deadlock by refusing one of
 * the two. graphile-worker (0.18) ends when that is its own statement, so the statement is sent again. Each is a transaction
 * of its own here: a refused one has done nothing.
 */
export class HintClient extends StorableClient {
  constructor(config?: string | ClientConfig) {
    super(config);
    const send = this.query as (...query: unknown[]) => unknown;
    this.query = ((...query: unknown[]) => {
      const answer = send(...query);
      return answer instanceof Promise ? retryConflict(answer, () => send(...query) as Promise<unknown>) : answer;
    }) as StorableClient["query"];
  }
}
