#!/usr/bin/env node
/**
 * Stands in for Prisma's native `schema-engine` binary: same arguments, same JSON-RPC over stdin and stdout, with the
 * WASM build of the engine and the `pg` driver behind it. The Prisma CLI starts it through PRISMA_SCHEMA_ENGINE_BINARY.
 *
 * Two ways of being called:
 *   schema-engine cli (can-connect-to-database | create-database | drop-database) --datasource JSON
 *   schema-engine --datamodels FILE... --datasource JSON       one JSON-RPC request per line on stdin
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import pg from "pg";

const require = createRequire(import.meta.url);
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    version: { type: "boolean", short: "V" },
    datasource: { type: "string" },
    datamodels: { type: "string", multiple: true },
    "enabled-preview-features": { type: "string" },
    "extension-types": { type: "string" },
  },
});
const databaseUrl = options.datasource ? JSON.parse(options.datasource).url : undefined;

if (positionals[0] === "cli") process.exit(await databaseCommand(positionals[1]));
const engineModule = await loadEngine();
if (options.version) {
  process.stdout.write(`schema-engine-cli ${engineModule.version()}\n`);
  process.exit(0);
}
serve();

// ---- the `cli` form ----

async function databaseCommand(command) {
  const target = new URL(databaseUrl);
  target.searchParams.delete("schema");
  const admin = new URL(target);
  admin.pathname = "/postgres";
  const database = quoteIdentifier(decodeURIComponent(target.pathname.slice(1)));
  try {
    if (command === "can-connect-to-database") await runSql({ connectionString: String(target) }, "select 1");
    if (command === "create-database") await runSql({ connectionString: String(admin) }, `create database ${database}`);
    if (command === "drop-database") await runSql({ connectionString: String(admin) }, `drop database if exists ${database}`);
    return 0;
  } catch (error) {
    reportDatabaseError(error);
    return 1;
  }
}

/** The CLI reads the reason from one line of JSON on stderr, with Prisma's code for what Postgres said. */
function reportDatabaseError(error) {
  const codes = { "3D000": "P1003", "28P01": "P1000", 28000: "P1000", ECONNREFUSED: "P1001", "42P04": "P1009" };
  const fields = { message: String(error.message || error.code), error_code: codes[error.code] ?? "P1001" };
  const line = { timestamp: new Date().toISOString(), level: "ERROR", fields, target: "schema_engine::logger" };
  process.stderr.write(JSON.stringify(line) + "\n");
}

async function runSql(config, sql) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function quoteIdentifier(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

// ---- the WASM engine ----

async function loadEngine() {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: "",
    set_message(text) {
      this.message = `RuntimeError: ${text}`;
    },
  };
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

async function createEngine(firstRequest) {
  const { bindMigrationAwareSqlAdapterFactory } = await import("@prisma/driver-adapter-utils");
  const factory = needsNoDatabase(firstRequest) ? offlineFactory() : await postgresFactory(databaseUrl);
  const models = (options.datamodels ?? []).map((file) => [file, readFileSync(file, "utf8")]);
  const logger = (line) => process.env.DEBUG && process.stderr.write(`${line}\n`);
  const input = { datamodels: models.length > 0 ? models : undefined };
  return engineModule.SchemaEngine.new(input, logger, bindMigrationAwareSqlAdapterFactory(factory));
}

/** `migrate diff` between schema files compares texts. */
function needsNoDatabase({ method, params }) {
  return method === "diff" && [params.from, params.to].every((side) => ["empty", "schemaDatamodel"].includes(side.tag));
}

/** Answers the one query that the engine sends on connecting: which Postgres is this? */
function offlineFactory() {
  const serverVersion = async () => ({
    columnNames: ["exists", "version", "numeric_version"],
    columnTypes: [5, 7, 0],
    rows: [[true, "PostgreSQL 18.0", 180000]],
  });
  const connection = {
    provider: "postgres",
    adapterName: "offline",
    queryRaw: serverVersion,
    executeRaw: async () => 0,
    executeScript: async () => {},
    getConnectionInfo: () => ({ schemaName: "public", maxBindValues: 32767, supportsRelationJoins: true }),
    startTransaction: async () => {
      throw new Error("no database is connected");
    },
    dispose: async () => {},
  };
  const connect = async () => connection;
  return { provider: "postgres", adapterName: "offline", connect, connectToShadowDb: connect };
}

// ---- @prisma/adapter-pg, made fit for migrations ----
// It splits scripts at semicolons, opens several sessions (the migration lock belongs to one), does not know the type
// "char" of the system catalogs, and gives the real database as the shadow database.

const CHAR_OID = 18;
const BPCHAR_OID = 1042;
const PRISMA_CHARACTER_TYPE = 6;

async function postgresFactory(connectionString) {
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const { schema, config } = connectionSettings(connectionString);

  async function open(settings, afterDispose) {
    const pool = new pg.Pool(settings);
    const connection = await new PrismaPg(pool, { schema }).connect();
    readCharColumns(connection);
    const startTransaction = connection.startTransaction.bind(connection);
    connection.startTransaction = async (...args) => readCharColumns(await startTransaction(...args));
    connection.executeScript = (sql) =>
      pool.query(sql).then(
        () => {},
        (error) => connection.onError(error),
      );
    connection.dispose = async () => {
      await pool.end();
      await afterDispose?.();
    };
    return connection;
  }

  async function openShadow() {
    const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await runSql(config, `create database "${database}"`);
    return open({ ...config, database }, () => runSql(config, `drop database if exists "${database}" with (force)`));
  }

  return { provider: "postgres", adapterName: "@prisma/adapter-pg", connect: () => open(config), connectToShadowDb: openShadow };
}

function connectionSettings(connectionString) {
  const url = new URL(connectionString);
  const sslMode = url.searchParams.get("sslmode") ?? "";
  const config = {
    host: url.searchParams.get("host") ?? decodeURIComponent(url.hostname),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    // As libpq: only verify-ca and verify-full check the certificate.
    ssl: ["", "disable"].includes(sslMode) ? undefined : { rejectUnauthorized: sslMode.startsWith("verify") },
    max: 1,
  };
  return { schema: url.searchParams.get("schema") ?? undefined, config };
}

function readCharColumns(connection) {
  const performIO = connection.performIO.bind(connection);
  const queryRaw = connection.queryRaw.bind(connection);
  let charColumns = [];
  connection.performIO = async (query) => {
    const result = await performIO(query);
    charColumns = [];
    result.fields?.forEach((field, index) => {
      if (field.dataTypeID !== CHAR_OID) return;
      field.dataTypeID = BPCHAR_OID;
      charColumns.push(index);
    });
    return result;
  };
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const index of charColumns) result.columnTypes[index] = PRISMA_CHARACTER_TYPE;
    return result;
  };
  return connection;
}

// ---- JSON-RPC over stdio ----

function serve() {
  let engine;
  let queue = Promise.resolve();
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  lines.on("line", (line) => {
    if (!line.trim()) return;
    const request = JSON.parse(line);
    if (!request.method) return;
    queue = queue.then(() => answer(request, (engine ??= createEngine(request))));
  });
  lines.on("close", () => queue.then(() => process.exit(0)));
}

async function answer({ id, method, params }, enginePromise) {
  try {
    const engine = await enginePromise;
    const result = await engine[method === "getDatabaseVersion" ? "version" : method](params);
    if (method === "diff" && typeof result?.stdout === "string") {
      // The native engine prints a diff by asking its client to.
      send({ id: 1e9 + id, method: "print", params: { content: result.stdout } });
      return send({ id, result: { exitCode: result.exitCode } });
    }
    send({ id, result: result ?? {} });
  } catch (error) {
    send({ id, error: rpcError(error) });
  }
}

function rpcError(error) {
  const panic = error?.name === "RuntimeError" ? globalThis.PRISMA_WASM_PANIC_REGISTRY.message : undefined;
  const data = {
    is_panic: panic !== undefined,
    message: panic ?? String(error?.message ?? error),
    error_code: error?.code,
    meta: error?.meta,
  };
  return { code: 4466, message: "An error happened. Check the data field for details.", data };
}

function send(message) {
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\n");
}
