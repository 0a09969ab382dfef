import type { Send } from "../nodes/sender.ts";
import { noFaults, type Faults, type RunStore } from "../runtime/ports.ts";

/**
 * `OMNILINK_CRASH_AT=drive:after-effects:3` ends the process with SIGKILL when that point is reached for the third time,
 * so that a crash test hits a chosen window on purpose. Without the variable nothing is counted.
 *
 * Points are of three families: `drive:<place>` in the session that drives a run, `store:before-<method>` and
 * `store:after-<method>` around every statement of the run store, and `call:before` and `call:after` around every call to
 * the outside.
 */
export function faultsFromEnvironment(): Faults {
  const match = /^(.+):(\d+)$/.exec(process.env["OMNILINK_CRASH_AT"] ?? "");
  if (!match) return noFaults;
  const [, target, count] = match;
  let left = Number(count);
  return {
    hit: (point) => {
      if (point !== target) return;
      left -= 1;
      if (left === 0) process.kill(process.pid, "SIGKILL");
    },
  };
}

/** The store with a point before and after each of its methods; the store itself when no fault is asked for. */
export function crashingStore(store: RunStore, faults: Faults): RunStore {
  if (faults === noFaults) return store;
  const around =
    (name: string, method: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      faults.hit(`store:before-${name}`);
      const result = await method(...args);
      faults.hit(`store:after-${name}`);
      return result;
    };
  const wrapped = Object.entries(store).map(([name, method]) => [name, around(name, method as () => Promise<unknown>)]);
  return Object.fromEntries(wrapped) as RunStore;
}

export function crashingSend(send: Send, faults: Faults): Send {
  if (faults === noFaults) return send;
  return async (request) => {
    faults.hit("call:before");
    const answer = await send(request);
    faults.hit("call:after");
    return answer;
  };
}
