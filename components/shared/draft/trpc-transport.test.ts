import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { trpcTransport } from "./trpc-transport.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Listener {
  onData(message: { readonly data: { readonly revision: number } }): void;
  onComplete(): void;
  onError(error: unknown): void;
}

function watchedDraft() {
  const asked: number[] = [];
  const listeners: Listener[] = [];
  const subscribe = (input: { readonly afterRevision: number }, listener: Listener) => {
    asked.push(input.afterRevision);
    listeners.push(listener);
    // As the real link does: whoever leaves hears the end of what they left.
    return { unsubscribe: () => listener.onComplete() };
  };
  const client = { drafts: { watch: { subscribe } } } as unknown as Parameters<typeof trpcTransport>[0];
  return { asked, listeners, transport: trpcTransport(client, "orders") };
}

test("a line that was cut is opened again from the revision that was heard last", async () => {
  const { asked, listeners, transport } = watchedDraft();
  transport.follow("window", 4, () => {});
  listeners[0]!.onData({ data: { revision: 7 } });
  listeners[0]!.onError(new Error("cut"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toEqual([4, 7]);
});

test("a page that was left keeps no line open and opens none", async () => {
  const { asked, transport } = watchedDraft();
  const stop = transport.follow("window", 4, () => {});
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([4]);
});
