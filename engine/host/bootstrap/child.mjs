import { spawn } from "node:child_process";
import { pinnedEnvironment, pinnedNode, root } from "./workspace.mjs";

/** Longer than the supervisor takes, which itself gives its children five seconds. */
const GRACE_MS = 10_000;
const running = new Set();

/**
 * Every child is a process group of its own, so that Ctrl-C reaches only us and we decide how the rest ends: SIGTERM to
 * the group, SIGKILL after a grace period.
 */
function launch(command, args, options) {
  const child = spawn(command, args, { cwd: root, detached: process.platform !== "win32", ...options });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Runs a command and collects what it prints. Resolves `{ code, output }`; never rejects. */
export function capture(command, args, { env = pinnedEnvironment(), onLine } = {}) {
  return new Promise((resolve) => {
    const child = launch(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
      onLine?.(String(chunk));
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.once("close", (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output }));
  });
}

export const captureNode = (args, options) => capture(pinnedNode, args, options);

/** Runs a script on the pinned Node with our own terminal; resolves its exit code. By the channel it notices our death. */
export function passThrough(args, env = pinnedEnvironment()) {
  return new Promise((resolve) => {
    const child = launch(pinnedNode, args, { env, stdio: ["inherit", "inherit", "inherit", "ipc"] });
    child.once("error", () => resolve(127));
    child.once("close", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

function signalGroup(child, signal) {
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has gone meanwhile.
  }
}

/** Makes Ctrl-C and SIGTERM end all children, then this process. A second Ctrl-C does not wait. */
export function endChildrenOnSignal() {
  let asked = 0;
  const end = (exitCode) => () => {
    const again = asked > 0 && Date.now() - asked > 500;
    if (!asked) asked = Date.now();
    for (const child of running) signalGroup(child, again ? "SIGKILL" : "SIGTERM");
    const deadline = setTimeout(() => running.forEach((child) => signalGroup(child, "SIGKILL")), GRACE_MS);
    deadline.unref();
    const leave = setInterval(() => running.size === 0 && process.exit(exitCode), 20);
    leave.ref();
  };
  process.on("SIGINT", end(130));
  process.on("SIGTERM", end(143));
  process.on("SIGHUP", end(129));
}
