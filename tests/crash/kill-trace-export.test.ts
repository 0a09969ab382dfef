import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";
import { CrashStack } from "./crash-stack.ts";

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}
interface OtlpBody {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[];
}

/** Refuses the first request, leaves the second without an answer, and takes the others. */
class Collector {
  readonly requests: (readonly OtlpSpan[])[] = [];
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as OtlpBody;
      this.requests.push(resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
      this.#server.emit("spans");
      if (this.requests.length !== 2) response.writeHead(this.requests.length === 1 ? 503 : 200).end("{}");
    });
  });

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async received(count: number): Promise<void> {
    while (this.requests.length < count) await once(this.#server, "spans");
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let database: TestDatabase;
let stack: CrashStack;
const collector = new Collector();

beforeEach(async () => {
  database = await createTestDatabase();
  stack = await CrashStack.start(database.url);
});

afterEach(async () => {
  await stack.stop();
  await database.drop();
  collector.close();
});

it("sends each trace under the same ids to a collector that was away, by a process that follows one that was killed", async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen() };
  await stack.deploy("orderApproval");
  const first = await stack.startWorker(env);
  await stack.until("exists (select 1 from trace_export)", "exports have begun");
  await stack.startOrders(3);
  await stack.allEnded();
  await collector.received(2);
  first.kill("SIGKILL");
  await first.exited;
  await stack.startWorker(env);
  await collector.received(3);
  const { rows } = await stack.pool.query<{ id: string }>("select id from run order by id");
  const traces = rows.map(({ id }) => id.replaceAll("-", ""));
  const [refused = [], unanswered = [], taken = []] = collector.requests;
  expect(refused.length).toBeGreaterThan(3);
  expect([unanswered, taken]).toEqual([refused, refused]);
  const roots = taken.filter(({ parentSpanId }) => parentSpanId === undefined);
  expect(roots.map(({ traceId }) => traceId).toSorted()).toEqual(traces);
  await stack.until(
    "(select run_id from trace_export) = (select id from run order by ended_at desc, id desc limit 1)",
    "all is sent",
  );
  expect(collector.requests.length).toBe(3);
});
