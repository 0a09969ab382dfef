import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { createEgress, type Egress } from "#engine/hub/egress/egress.ts";
import type { OutgoingRequest } from "#engine/nodes/sender.ts";
import { call, told, World, type Reply } from "./world.ts";

/**
 * Real calls to a receiver on this machine, in virtual time: it stands still while answers trickle in, so nothing here
 * depends on how fast the machine is.
 */
let server: Server;
let egress: Egress;
let heard: PromiseWithResolvers<void>;
const open: ServerResponse[] = [];

beforeEach(async () => {
  server = createServer((_request, response) => void open.push(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  egress = createEgress({ version: "1" });
  heard = Promise.withResolvers();
});

afterEach(async () => {
  for (const response of open.splice(0)) response.destroy();
  server.close();
  await egress.close();
});

async function reach(request: OutgoingRequest): Promise<Reply> {
  const { port } = server.address() as AddressInfo;
  const onProgress = (): void => {
    request.onProgress?.();
    heard.resolve();
  };
  const url = new URL(`http://127.0.0.1:${port}/`);
  const { status, body } = await egress.egress({ ...request, url, allowPrivate: true, onProgress });
  return { status, body };
}

/** The answer to the next request, to be written by the test. */
async function nextAnswer(): Promise<ServerResponse> {
  const [, response] = (await once(server, "request")) as [IncomingMessage, ServerResponse];
  return response;
}

/** Resolves when the caller has noticed what is written. */
async function say(write: () => unknown): Promise<void> {
  heard = Promise.withResolvers();
  write();
  await heard.promise;
}

const HEARTBEAT = "heartbeat: PT0.02S, retry: { maxAttempts: 2 }";
const START = "{ from: start, to: fetch }";

const plainFlow = (world: World, fetch: string) => world.flow(`nodes:\n${fetch}\nedges: [${START}]`);

const undoableFlow = (world: World) =>
  world.flow(
    `nodes:\n${call("fetch", HEARTBEAT)}\n${call("undo")}\nedges: [${START}, { from: fetch, to: undo, kind: compensation }]`,
  );

/** The first answer begins, and then nothing more comes of it. */
async function fallSilent(world: World, flow: CompiledFlow): Promise<{ readonly runId: string; readonly first: ServerResponse }> {
  const [first, runId] = await Promise.all([nextAnswer(), world.start(flow)]);
  await say(() => first.writeHead(200).write("x"));
  await world.engine.pass(25);
  return { runId, first };
}

async function tryAgain(world: World, runId: string): Promise<void> {
  const again = nextAnswer().then((answer) => answer.end("done"));
  expect(await world.engine.settle(runId)).toBe("completed");
  await again;
}

const firstFailure = async (world: World, runId: string) =>
  (await world.engine.events(runId)).find((event) => event.type === "attempt.failed")?.data.failure;

describe("an attempt with a heartbeat", () => {
  it("may take many times as long while its answer trickles in", async () => {
    const world = new World(reach);
    const flow = plainFlow(world, call("fetch", HEARTBEAT));
    const [answer, runId] = await Promise.all([nextAnswer(), world.start(flow)]);
    await say(() => answer.writeProcessing());
    for (let part = 0; part < 20; part += 1) {
      await world.engine.pass(15);
      await say(() => answer.write("x"));
    }
    answer.end();
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(told(await world.story(flow, runId))).toEqual(["completed fetch", "run.completed"]);
  });

  it("is broken off when nothing more comes of its answer, and tried again", async () => {
    const world = new World(reach);
    const { runId, first } = await fallSilent(world, plainFlow(world, call("fetch", HEARTBEAT)));
    await once(first, "close");
    await tryAgain(world, runId);
    expect(await firstFailure(world, runId)).toEqual({
      code: "step/heartbeat-timeout",
      message: 'Nothing was heard of "fetch" for 0.02 s, so it was given up; whether it did anything is not known yet.',
      nodeId: "fetch",
      retryable: true,
      unknown: true,
    });
  });

  it("is given up and yet listened to when it can be undone, as after a timeout", async () => {
    const world = new World(reach);
    const { runId, first } = await fallSilent(world, undoableFlow(world));
    await tryAgain(world, runId);
    expect(await firstFailure(world, runId)).toMatchObject({ code: "step/heartbeat-timeout", retryable: true, unknown: true });
    expect(first.destroyed).toBe(false);
  });

  it("leads to a person when it must not be repeated blindly", async () => {
    const world = new World(reach);
    const none = `  - { id: fetch, kind: http, config: { method: POST, url: "https://example.com", effect: none }, ${HEARTBEAT} }`;
    const { runId } = await fallSilent(world, plainFlow(world, none));
    expect(await world.engine.settle(runId)).toBe("needs_decision");
    const undecided = (await world.engine.events(runId)).find(({ type }) => type === "step.undecided");
    expect(undecided?.data).toMatchObject({ failure: { code: "step/heartbeat-timeout", unknown: true } });
  });

  it("costs no listening where a node has none", async () => {
    const world = new World(reach);
    const again = nextAnswer().then((answer) => answer.end("done"));
    expect((await world.run(plainFlow(world, call("fetch")))).state.status).toBe("completed");
    await again;
    expect(world.calls[0]).not.toHaveProperty("onProgress");
  });
});
