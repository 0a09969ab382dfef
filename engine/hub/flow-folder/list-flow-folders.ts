import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Absolute paths of the folders directly below that hold a `flow.yaml`, sorted by name. */
export function listFlowFolders(parent: string): readonly string[] {
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name))
    .filter((folder) => statSync(join(folder, "flow.yaml"), { throwIfNoEntry: false })?.isFile());
}
