import { expect, it } from "vitest";
import { Superseded, WorkerClient, WorkStopped, type WorkerLike } from "./worker-client.ts";

interface FakeWorker {
  asked: { id: number; type: string }[];
  ended: boolean;
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: null;
  postMessage: (message: unknown) => void;
  terminate: () => void;
}

/** A worker that is answered by hand, and timers that go off by hand. */
function stage() {
  const workers: FakeWorker[] = [];
  const timers: (() => void)[] = [];
  const start = () => {
    const worker: FakeWorker = {
      asked: [],
      ended: false,
      onmessage: null,
      onerror: null,
      postMessage: (message: unknown) => void worker.asked.push(message as never),
      terminate: () => void (worker.ended = true),
    };
    workers.push(worker);
    return worker as WorkerLike;
  };
  const set = (action: () => void) => {
    timers.push(action);
    return () => void timers.splice(timers.indexOf(action), 1);
  };
  const client = new WorkerClient(start, 100, { set });
  const answer = (worker: number, value: unknown) =>
    workers[worker]!.onmessage!({ data: { id: workers[worker]!.asked.at(-1)!.id, answer: value } });
  return { client, workers, timers, answer };
}

it("starts the worker with the first question and asks one thing at a time", async () => {
  const { client, workers, answer } = stage();
  expect(workers).toHaveLength(0);
  const first = client.ask("check", 1, "a");
  const second = client.ask("check", 2, "b");
  expect(workers[0]!.asked).toHaveLength(1);
  answer(0, "one");
  expect(await first).toBe("one");
  expect(workers[0]!.asked).toHaveLength(2);
  answer(0, "two");
  expect(await second).toBe("two");
});

it("drops a waiting question for a newer one with the same key", async () => {
  const { client, answer, workers } = stage();
  void client.ask("check", 0, "busy");
  const older = client.ask("check", 1, "same");
  const newer = client.ask("check", 2, "same");
  await expect(older).rejects.toBeInstanceOf(Superseded);
  answer(0, "busy");
  answer(0, "newer");
  expect(await newer).toBe("newer");
  expect(workers[0]!.asked).toHaveLength(2);
});

it("ends a worker that does not answer, and goes on with a new one", async () => {
  const { client, workers, timers, answer } = stage();
  const endless = client.ask("evaluate", 1, "a");
  const next = client.ask("evaluate", 2, "b");
  timers[0]!();
  await expect(endless).rejects.toBeInstanceOf(WorkStopped);
  expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
  answer(1, "fine");
  expect(await next).toBe("fine");
  expect(timers).toHaveLength(0);
});

it("hands on what went wrong", async () => {
  const { client, workers } = stage();
  const asked = client.ask("check", 1, "a");
  workers[0]!.onmessage!({ data: { id: workers[0]!.asked[0]!.id, error: "No such thing." } });
  await expect(asked).rejects.toThrow("No such thing.");
});
