/**
 * The Prisma CLI, for machines that cannot reach Prisma's binary host: when the native schema engine is not installed,
 * the CLI is pointed at `schema-engine.mjs`, which speaks the same protocol over the WASM engine from npm.
 *
 *   node prisma/cli.mjs generate | migrate deploy | migrate diff ...
 *
 * Plain JavaScript because it runs before anything has been generated or type-stripped.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../engine/host/bootstrap/workspace.mjs";

const require = createRequire(import.meta.url);

/** Environment for the Prisma CLI: no network chatter, and a schema engine that exists. */
export function prismaEnvironment() {
  const environment = { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  if (!environment.PRISMA_SCHEMA_ENGINE_BINARY && !hasNativeEngine()) {
    environment.PRISMA_SCHEMA_ENGINE_BINARY = join(root, "prisma", "schema-engine.mjs");
  }
  return environment;
}

function hasNativeEngine() {
  const prismaPackage = require.resolve("prisma/package.json");
  const engines = dirname(require.resolve("@prisma/engines/package.json", { paths: [prismaPackage] }));
  return existsSync(engines) && readdirSync(engines).some((file) => file.startsWith("schema-engine-"));
}

/**
 * Runs the CLI from the repository root.
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options] quiet keeps the output instead of printing it
 * @returns {Promise<{ status: number, output: string }>}
 */
export function prisma(args, { quiet = false, env = {} } = {}) {
  const cli = join(dirname(require.resolve("prisma/package.json")), "build/index.js");
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...prismaEnvironment(), ...env },
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ status: code ?? 1, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = (await prisma(process.argv.slice(2))).status;
}
