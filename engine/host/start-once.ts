import { canonicalJson } from "../core/flow/canonical-hash.ts";
import type { Problem } from "../core/problem.ts";
import type { EarlierStarts } from "../runtime/earlier-starts.ts";
import type { StartResult, StartRun } from "../runtime/engine.ts";
import { startRun, type StartPorts } from "./start-run.ts";

export interface StartOncePorts extends StartPorts {
  readonly earlier: EarlierStarts;
}

/** Of a trigger key, in characters: it is part of an index. */
const KEY_LIMIT = 255;

/**
 * A start that somebody from outside asks for. Its trigger key stands for one message: the same key with the same input is the
 * earlier run, and with another input a mistake of the sender, whose message must not be taken for the earlier one. Inputs are
 * the same when they are equal as JSON: neither spaces nor the order of keys count. Only a start that met its key costs a look.
 */
export async function startOnce({ earlier, ...ports }: StartOncePorts, request: StartRun): Promise<StartResult> {
  const { triggerKey, input } = request;
  if (triggerKey === undefined) return startRun(ports, request);
  if (triggerKey.length > KEY_LIMIT) return { ok: false, reason: "invalidInput", problems: [keyTooLong(triggerKey)] };
  const started = await startRun(ports, request);
  if (!started.ok || started.created || started.startsAt !== undefined) return started;
  const { runId } = started;
  if (await earlier.hadInput({ runId, triggerKey, input: canonicalJson(input) })) return started;
  return { ok: false, reason: "keyReused", runId, problems: [keyReused(triggerKey, runId)] };
}

const keyTooLong = (key: string): Problem => ({
  code: "input/invalid",
  severity: "error",
  message: `The key "${key.slice(0, 40)}…" has ${key.length} characters; the limit is ${KEY_LIMIT}.`,
  fix: "Send a shorter key, such as a UUID or a hash of the long one.",
  path: "",
});

const keyReused = (key: string, runId: string): Problem => ({
  code: "input/key-reused",
  severity: "error",
  message: `The key "${key}" came before with another input and started run ${runId}; nothing was started.`,
  fix: "Use a new key for a new start; to ask for that run again, send what it was started with.",
  path: "",
});
