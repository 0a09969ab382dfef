import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { offerExport } from "#engine/host/process-export.ts";
import { exportFlow } from "#engine/hub/export/export-flow.ts";
import { openOutside } from "#engine/host/outside.ts";
import { startWorker, type Worker } from "#engine/host/start-worker.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import type { ConnectionEntries } from "#engine/hub/connections/read-connections.ts";
import { hasEnded, type RunStatus } from "#engine/core/machine/run-event.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

/**
 * Runs that use a secret in a header and in an address, against systems that fail in every way and give back what they were
 * sent. Afterwards the secret is searched for in every row of every table, in what processes wrote, and in exports.
 */
const CANARY = "kanarienvogel/4711+7+gelb";
const sides: Record<string, RequestListener> = {
  echo: (request, response) => sayBack(200, request, response),
  refuse: (request, response) => sayBack(401, request, response),
  long: (request, response) =>
    response
      .writeHead(500, { "content-type": "text/plain" })
      .end("x".repeat(3_990) + `${request.headers.authorization} in ${request.url}`),
  broken: (request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(`{"sent": "${request.headers.authorization}`),
  redirect: (request, response) => {
    const key = encodeURIComponent(String(request.headers.authorization).slice("Bearer ".length));
    response.writeHead(302, { location: `https://elsewhere.example/login?key=${key}` }).end();
  },
  silent: () => {},
  hangUp: (request) => request.socket.destroy(),
};

const sayBack: (status: number, ...side: Parameters<RequestListener>) => void = (status, request, response) =>
  response
    .writeHead(status, { "content-type": "application/json", "x-request-id": String(request.headers.authorization) })
    .end(JSON.stringify({ error: `Not allowed: ${request.headers.authorization}`, path: request.url, headers: request.headers }));

let folder: string;
let database: TestDatabase;
let engine: Engine;
let worker: Worker;
let pool: ReturnType<typeof createPool>;
const servers: Server[] = [];
const logged: string[] = [];

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A connections file as an operator writes it, with the secrets in the environment. */
async function writeConnections(file: string): Promise<void> {
  const entries: Record<string, ConnectionEntries[string]> = {};
  process.env["CANARY_KEY"] = `Bearer ${CANARY}`;
  const headers = { authorization: { env: "CANARY_KEY" } };
  for (const [name, listener] of Object.entries(sides)) {
    const baseUrl = await listen(listener);
    entries[name] = { baseUrl, headers, allowPrivate: true };
    process.env[`CANARY_${name}`] = `${baseUrl}/hooks/${encodeURI(CANARY)}`;
    entries[`${name}Hook`] = { baseUrl: { env: `CANARY_${name}` }, headers, allowPrivate: true };
  }
  entries["closed"] = { baseUrl: "http://127.0.0.1:1", headers, allowPrivate: true };
  const plain = await listen(() => {});
  entries["noTls"] = { baseUrl: plain.replace("http:", "https:"), headers, allowPrivate: true };
  entries["blocked"] = { baseUrl: plain, headers };
  await writeFile(file, JSON.stringify({ connections: entries }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "omnilink-canary-"));
  process.env["OMNILINK_CONNECTIONS"] = join(folder, "connections.yaml");
  await writeConnections(process.env["OMNILINK_CONNECTIONS"]);
  database = await createTestDatabase();
  engine = await openEngine({ databaseUrl: database.url });
  pool = createPool({ url: database.url, max: 2 });
  offerExport(exportFlow);
  const outside = await openOutside();
  worker = await startWorker({
    databaseUrl: database.url,
    outside,
    silenceMs: 60_000,
    log: (line) => logged.push(line),
    onEnd: () => {},
  });
});

afterAll(async () => {
  await worker.stop(1_000);
  await engine.close();
  await pool.end();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const names = [...Object.keys(sides), ...Object.keys(sides).map((side) => `${side}Hook`), "closed", "noTls", "blocked"];

const flow = (connection: string): string => `omnilink: 1
id: ${connection}
name: ${connection}
nodes:
  - { id: start, kind: trigger.manual }
  - { id: read, kind: http, timeout: PT1S, config: { connection: ${connection}, method: GET, url: /it, output: response } }
  - { id: write, kind: http, timeout: PT1S, config: { connection: ${connection}, method: POST, url: /it, body: { a: 1 } } }
  - { id: chat, kind: notify, timeout: PT1S, config: { channel: chat, connection: ${connection}, text: Hello } }
  - { id: told, kind: map, config: { expression: error } }
edges:
  - { from: start, to: read }
  - { from: start, to: write }
  - { from: start, to: chat }
  - { from: read, to: told, kind: error }
`;

async function start(connection: string): Promise<string> {
  const { orgId } = engine;
  const deployed = await engine.flows.deploy({ orgId, source: flow(connection), deployedBy: "test" });
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  const started = await engine.runs.start({ orgId, flowId: connection, input: {} });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  return started.runId;
}

async function ended(runId: string): Promise<string> {
  for (;;) {
    const { rows } = await pool.query<{ status: RunStatus }>("select status, pg_sleep(0.05) from run where id = $1", [runId]);
    if (rows[0] && hasEnded(rows[0].status)) return runId;
  }
}

/** As it is, and in the ways in which it is written in addresses and texts. */
const FORMS = [CANARY, encodeURIComponent(CANARY), encodeURI(CANARY), JSON.stringify(CANARY).slice(1, -1).replaceAll("/", "\\/")];
/** Also of what was cut off in the middle. */
const traceOf = (text: string): boolean => FORMS.some((form) => text.includes(form)) || text.includes(CANARY.slice(0, 8));

async function tablesWithTrace(): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    found.push(...rows.filter(({ row }) => traceOf(row)).map(({ row }) => `${name}: ${row.slice(0, 2_000)}`));
  }
  return found;
}

describe("a secret of a connection", () => {
  it("is nowhere after calls that worked and that failed in every way", { timeout: 240_000 }, async () => {
    const started: string[] = [];
    for (const name of names) started.push(await start(name));
    const runs = await Promise.all(started.map(ended));
    const events = await Promise.all(runs.map((runId) => engine.runs.events(engine.orgId, runId, 0)));
    const said = JSON.stringify(events);
    // The calls came as far as the systems that say them back.
    expect(said).toContain("Not allowed: [redacted]");
    for (const code of ["http/status", "http/network", "http/invalid-response", "http/blocked", "http/timeout"])
      expect(said).toContain(code);
    expect(traceOf(said)).toBe(false);
    expect(await tablesWithTrace()).toEqual([]);
    expect(traceOf(logged.join("\n"))).toBe(false);
    for (const runId of runs) {
      const file = await engine.runs.exportFile({ orgId: engine.orgId, runId });
      expect(file && traceOf(JSON.stringify(file))).toBe(false);
    }
    for (const flowId of ["echo", "echoHook"]) {
      for (const to of ["yaml", "bpmn", "mermaid"] as const) {
        const exported = await engine.exports.take({ orgId: engine.orgId, flowId, from: "live", to });
        expect(exported.ok && traceOf(JSON.stringify(exported))).toBe(false);
      }
    }
    expect(traceOf(JSON.stringify(await engine.incidents.list(engine.orgId, { status: "open", limit: 100 })))).toBe(false);
  });
});
