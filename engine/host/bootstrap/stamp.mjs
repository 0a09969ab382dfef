import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./workspace.mjs";

/**
 * A stamp is a small file beside something that was made, holding a hash of what it was made from. The thing is fresh
 * when the hash is still the same: content decides, so a checkout or a touched file costs nothing.
 */
export function isFresh(stampFile, hash) {
  try {
    return readFileSync(join(root, stampFile), "utf8") === hash;
  } catch {
    return false;
  }
}

export function writeStamp(stampFile, hash) {
  const path = join(root, stampFile);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, hash);
}

/** Hash of the files and folders given, names and contents; what does not exist counts as empty. */
export function hashOf(entries, include = () => true) {
  const hash = createHash("sha256");
  for (const entry of entries) {
    for (const file of filesUnder(entry)) {
      if (include(file))
        hash
          .update(file)
          .update("\0")
          .update(readFileSync(join(root, file)))
          .update("\0");
    }
  }
  return hash.digest("hex");
}

function* filesUnder(entry) {
  const stats = statSync(join(root, entry), { throwIfNoEntry: false });
  if (!stats) return;
  if (!stats.isDirectory()) {
    yield entry;
    return;
  }
  for (const name of readdirSync(join(root, entry)).sort()) yield* filesUnder(`${entry}/${name}`);
}
