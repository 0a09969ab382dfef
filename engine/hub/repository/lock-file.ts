import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";

/**
 * What this repository and the deployed flows last agreed on, per flow; committed with the flows. The content hash is what
 * counts, the same content has the same one in every environment. It is the base of a merge, and tells a change that was made here from
 * one that was published elsewhere, and a flow that was deleted here from one that never was here.
 */
const lockSchema = z.strictObject({
  omnilink: z.literal(1),
  flows: z.record(identifier, z.strictObject({ version: z.int().min(1), hash: z.string().min(1).max(200) })),
});

export type LockedFlows = Readonly<Record<string, LockedFlow>>;

export interface LockedFlow {
  /** Where the two agreed; other environments have other numbers. */
  readonly version: number;
  readonly hash: string;
}

export const LOCK_FILE = "omnilink.lock.json";

/** @throws SyntaxError when there is a file that cannot be read as one. */
export async function readLock(folder: string): Promise<LockedFlows> {
  const text = await readFile(join(folder, LOCK_FILE), "utf8").catch(() => undefined);
  if (text === undefined) return {};
  const parsed = lockSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new SyntaxError(`${join(folder, LOCK_FILE)} is not readable.`);
  return parsed.data.flows;
}

export async function writeLock(folder: string, flows: LockedFlows): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(flows).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(join(folder, LOCK_FILE), `${JSON.stringify({ omnilink: 1, flows: sorted }, null, 2)}\n`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
