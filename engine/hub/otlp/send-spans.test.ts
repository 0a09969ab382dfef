import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Span } from "../../core/trace/span.ts";
import { createEgress } from "../egress/egress.ts";
import { otlpSettings } from "./otlp-settings.ts";
import { sendSpans } from "./send-spans.ts";

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly resourceSpans: readonly [{ readonly resource: unknown; readonly scopeSpans: readonly [{ spans: unknown }] }];
  };
}

/** What a collector has been sent, and what it says. */
const received: Received[] = [];
let status = 200;
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { url: path = "", headers } = request;
    received.push({ path, headers, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) as Received["body"] });
    response.writeHead(status).end("{}");
  });
});
const { egress, close } = createEgress({ version: "1.2.3" });
let address: string;

beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  address = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await close();
  collector.close();
});
beforeEach(() => {
  received.length = 0;
  status = 200;
});

const span: Span = {
  ...{ traceId: "0193c1de7a3b7c529f101d2e3f405162", spanId: "1d2e3f4051620001", name: "orders", kind: "internal" },
  ...{ startMs: 1_700_000_000_000.25, endMs: 1_700_000_001_000, attributes: { "omnilink.flow": "orders" } },
  ...{ events: [], droppedEvents: 0, links: [] },
};

/** Sends by the settings of these variables, and gives what was refused. */
async function send(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const refused: string[] = [];
  const onRefused = (_spans: readonly Span[], reason: string): void => void refused.push(reason);
  await sendSpans({ settings: otlpSettings(env)!, send: egress, version: "1.2.3", onRefused }, [span]);
  return refused;
}

describe("a collector", () => {
  it("gets what the commands of docs/tracing.md lead to it", async () => {
    await send({ OTEL_EXPORTER_OTLP_ENDPOINT: address, OTEL_SERVICE_NAME: "orders" });
    const [{ path, headers, body }] = received as [Received];
    expect([path, headers["content-type"]]).toEqual(["/v1/traces", "application/json"]);
    const [{ resource, scopeSpans }] = body.resourceSpans;
    expect(resource).toEqual({
      attributes: [
        { key: "service.name", value: { stringValue: "orders" } },
        { key: "service.version", value: { stringValue: "1.2.3" } },
      ],
    });
    expect(scopeSpans[0].spans).toEqual([
      expect.objectContaining({
        ...{ traceId: span.traceId, spanId: span.spanId, name: "orders", kind: 1 },
        ...{ startTimeUnixNano: "1700000000000250000", endTimeUnixNano: "1700000001000000000" },
      }),
    ]);
  });

  it("gets the headers for all signals and those for traces, at the address that is for traces", async () => {
    await send({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://elsewhere.example",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${address}/in?a=b`,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20abc,x-team=all",
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-team=traces",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=prod",
    });
    expect(received[0]).toMatchObject({
      path: "/in?a=b",
      headers: { authorization: "Bearer abc", "x-team": "traces" },
      body: {
        resourceSpans: [
          { resource: { attributes: expect.arrayContaining([expect.objectContaining({ key: "deployment.environment.name" })]) } },
        ],
      },
    });
  });

  it.each([400, 413, 422])("that answers %i is not asked again", async (answer) => {
    status = answer;
    expect(await send({ OTEL_EXPORTER_OTLP_ENDPOINT: address })).toEqual([expect.stringContaining(`status ${answer}`)]);
  });

  it.each([302, 401, 404, 429, 500, 503])("that answers %i is asked again", async (answer) => {
    status = answer;
    await expect(send({ OTEL_EXPORTER_OTLP_ENDPOINT: address })).rejects.toThrow(`status ${answer}`);
  });
});

it("docs/tracing.md names the variables that are read, and no others", () => {
  const namesIn = (file: string) =>
    new Set(readFileSync(new URL(file, import.meta.url), "utf8").match(/OTEL_(?:[A-Z]+_)*[A-Z]+/g));
  const page = namesIn("../../../docs/tracing.md");
  expect(page).toEqual(namesIn("./otlp-settings.ts"));
  expect(page.size).toBe(12);
});
