#!/usr/bin/env node
/**
 * `omnilink`: plain JavaScript for whatever Node the user has; the command itself runs on the pinned Node, which reads
 * TypeScript.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { generateDatabaseClient } from "../host/bootstrap/prepare.mjs";
import { bundlePrograms, programFile } from "../host/bootstrap/programs.mjs";
import { stopWith } from "../host/bootstrap/terminal.mjs";
import { nodeOptions, pinnedEnvironment, pinnedNode, root } from "../host/bootstrap/workspace.mjs";

if (!existsSync(pinnedNode)) {
  process.stderr.write(
    `OmniLink is not installed yet: its packages are missing in ${root}.\nRun \`npm ci\` there, or \`npm start\`, and try again.\n`,
  );
  process.exit(2);
}

// Generated code is not in the repository; its steps must not be seen on standard output, which belongs to the command.
const quietly = () => ({ done: () => {}, failed: () => {} });
await generateDatabaseClient(quietly).catch(stopWith);
// Where it cannot be written, the sources do.
await bundlePrograms(quietly).catch(() => {});

const child = spawn(pinnedNode, [...nodeOptions, programFile("omnilink"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: pinnedEnvironment(),
});
// A terminal sends Ctrl-C to both of us; the command decides how to end, and we report its exit code.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
child.once("error", (error) => {
  process.stderr.write(`The command could not be started: ${error.message}\n`);
  process.exit(2);
});
child.once("close", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
