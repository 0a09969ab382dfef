import { describe, expect, it } from "vitest";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { followRun, type FeedClock, type RunFeed, type StreamListener } from "./run-feed.ts";

const event = (seq: number): RunEvent => ({
  seq,
  at: new Date(seq).toISOString(),
  type: "timer.fired",
  data: { nodeId: "n", visit: 1 },
});
const completed = (seq: number): RunEvent => ({
  seq,
  at: new Date(seq).toISOString(),
  type: "run.completed",
  data: { output: null },
});

/** A server whose streams the test plays by hand, and a clock it turns by hand. */
function follow() {
  const streams: { afterSeq: number; listener: StreamListener }[] = [];
  const frames: (() => void)[] = [];
  const timers: (() => void)[] = [];
  const feeds: RunFeed[] = [];
  const clock: FeedClock = {
    nextFrame: (task) => void frames.push(task),
    later: (_ms, task) => {
      timers.push(task);
      return () => {};
    },
  };
  const stop = followRun(
    (afterSeq, listener) => {
      streams.push({ afterSeq, listener });
      return () => {};
    },
    clock,
    (feed) => feeds.push(feed),
  );
  const drain = (tasks: (() => void)[]): void => tasks.splice(0).forEach((task) => task());
  return { streams, feeds, stop, frame: () => drain(frames), wait: () => drain(timers), latest: () => feeds.at(-1)! };
}

describe("followRun", () => {
  it("publishes what arrived within a frame at once", () => {
    const { streams, feeds, frame, latest } = follow();
    [1, 2, 3].forEach((seq) => streams[0]!.listener.event(event(seq)));
    expect(feeds).toHaveLength(0);
    frame();
    expect(feeds).toHaveLength(1);
    expect(latest().events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it("goes on after the last event it holds when the stream breaks", () => {
    const { streams, frame, wait, latest } = follow();
    streams[0]!.listener.event(event(1));
    streams[0]!.listener.failed(undefined);
    expect(latest().connection).toBe("reconnecting");
    wait();
    expect(streams[1]!.afterSeq).toBe(1);
    streams[1]!.listener.event(event(1));
    streams[1]!.listener.event(event(2));
    frame();
    expect(latest()).toMatchObject({ connection: "live" });
    expect(latest().events.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("asks again from the last event when one is missing", () => {
    const { streams, wait } = follow();
    streams[0]!.listener.event(event(1));
    streams[0]!.listener.event(event(3));
    wait();
    expect(streams[1]!.afterSeq).toBe(1);
  });

  it("ends with the run and does not connect again", () => {
    const { streams, frame, wait, latest } = follow();
    streams[0]!.listener.event(completed(1));
    frame();
    streams[0]!.listener.closed();
    wait();
    expect(latest().connection).toBe("ended");
    expect(streams).toHaveLength(1);
  });

  it("stops with the server's words when it is refused", () => {
    const { streams, wait, latest } = follow();
    streams[0]!.listener.failed("You are signed out.");
    wait();
    expect(latest()).toMatchObject({ connection: "stopped", refusal: "You are signed out." });
    expect(streams).toHaveLength(1);
  });
});
