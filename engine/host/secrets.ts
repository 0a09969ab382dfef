import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const secretsSchema = z.looseObject({ sessionSecret: z.string().min(32) });
export type Secrets = z.infer<typeof secretsSchema>;

/**
 * The secrets of this installation, made on its first start and readable by its owner only. Deleting the file signs
 * everybody out.
 */
export function loadSecrets(file: string): Secrets {
  const stored = readStored(file);
  if (stored !== undefined) return stored;
  const made: Secrets = { sessionSecret: randomBytes(48).toString("base64url") };
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return made;
}

function readStored(file: string): Secrets | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  chmodSync(file, 0o600);
  const parsed = secretsSchema.safeParse(parseJson(text));
  if (!parsed.success)
    throw new Error(`${file} cannot be read as secrets. Restore it from a backup, or delete it to sign everybody out.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
