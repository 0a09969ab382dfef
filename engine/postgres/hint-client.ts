import type pg from "pg";
import type { ClientConfig } from "pg";
import { retryConflict } from "./database-errors.ts";
import { createPool } from "./pool.ts";
import { StorableClient } from "./storable-client.ts";

/**
 * The fetch of hints is planned while there are hardly any, and kept. The plan for an empty table compares each of the two
 * hundred that are fetched with all there are: 400 ms of the processor among 5,000, and it reads the hints of both queues to
 * find those of one. Since the planner cannot know what will be there, it is asked to read in one way only: by index
 * entries that were looked up (`hints_by_queue`, the primary key), 3 to 9 ms. Where it does not, a flood has the hints counted.
 */
const BY_LOOKING_UP = { enable_seqscan: "off", enable_indexscan: "off" };

/**
 * Connections for graphile-worker. It deletes the jobs that are done many at a time, in the order they were done in, while
 * timers and messages lock jobs in an order of their own: now and then each waits for the other. It is the delete that gives
 * way, long before the server looks for deadlocks (after 1 s, and then it may refuse the timers). Hints are written anew by
 * the sweep, so commits need not wait for the disk.
 */
export const createHintPool = (url: string): pg.Pool =>
  createPool({
    ...{ url, name: "omnilink-hints", max: 8, durable: false, lockTimeoutMs: 100 },
    ...{ settings: BY_LOOKING_UP, Client: HintClient },
  });

/**
 * graphile-worker (0.18) ends when the server refuses one of its statements, so the statement is sent again. Each is a
 * transaction of its own here: a refused one has done nothing.
 */
class HintClient extends StorableClient {
  constructor(config?: string | ClientConfig) {
    super(config);
    const send = this.query as (...query: unknown[]) => unknown;
    this.query = ((...query: unknown[]) => {
      const answer = send(...query);
      return answer instanceof Promise ? retryConflict(answer, () => send(...query) as Promise<unknown>) : answer;
    }) as StorableClient["query"];
  }
}
