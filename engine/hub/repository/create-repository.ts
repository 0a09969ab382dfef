import { cp, mkdir, readdir, rename } from "node:fs/promises";
import { join, relative } from "node:path";
import { installationRoot } from "../installation.ts";

/** Some of its files lie there under names that mean nothing to the tools of this repository. */
const STARTER = join(installationRoot, "engine/hub/repository/starter");
const HIDDEN = ["gitignore", "github"] as const;

export type CreatedRepository =
  | { readonly ok: true; readonly files: readonly string[] }
  /** What lies there already. */
  | { readonly ok: false; readonly found: string };

/** A repository of flows in a folder that is empty, but for git's own, or not there yet. Files are named from the folder on. */
export async function createRepository(folder: string): Promise<CreatedRepository> {
  await mkdir(folder, { recursive: true });
  const found = (await readdir(folder)).find((name) => name !== ".git");
  if (found !== undefined) return { ok: false, found };
  await cp(STARTER, folder, { recursive: true });
  for (const name of HIDDEN) await rename(join(folder, name), join(folder, `.${name}`));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/^\.git[\\/]/.test(file));
  return { ok: true, files: files.toSorted() };
}
