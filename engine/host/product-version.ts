import { readFileSync } from "node:fs";
import { resolve } from "node:path";

let version: string | undefined;

export function productVersion(): string {
  if (version === undefined) {
    const text = readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8");
    version = (JSON.parse(text) as { version: string }).version;
  }
  return version;
}
