import { existsSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder, seen from the sources and from a bundle of them. */
export const root = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder) {
  return existsSync(join(folder, "package-lock.json")) ? folder : rootAbove(dirname(folder));
}

/**
 * The Node that the npm package `node` pins. Everything but this bootstrap runs on it, so that the user's own Node, which
 * may be old, only has to be able to run these few plain JavaScript files.
 */
export const pinnedNode = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/**
 * Options of Node for every process of the product. The young generation that Node chooses on a machine with much memory
 * costs a worker 100 MB and was not measured to be faster.
 */
export const nodeOptions = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=16"];

const bin = join(root, "node_modules", ".bin");

/** Path of a tool's script, to be run with the pinned Node. */
export const toolScript = (...segments) => join(root, "node_modules", ...segments);

/**
 * Environment in which `node` means the pinned one, and in which it keeps the code it compiled: a process that takes over
 * from one that died is ready in less than two thirds of the time.
 */
export function pinnedEnvironment(extra = {}) {
  return {
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "compiled"),
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`,
    ...extra,
  };
}

/** Environment in which `node` and `npm` are the user's own: `npm ci` deletes the pinned ones while it runs. */
export function userEnvironment() {
  const path = (process.env.PATH ?? "").split(delimiter).filter((entry) => !entry.endsWith(`${sep}node_modules${sep}.bin`));
  return { ...process.env, PATH: path.join(delimiter) };
}

export const exists = (...segments) => existsSync(join(root, ...segments));
