import { LOCK_FILE } from "../hub/repository/lock-file.ts";
import { readRepository, type Repository } from "../hub/repository/read-repository.ts";
import { existsSync } from "node:fs";
import type { FindMappings } from "../core/mapping/reusable/bundle-mappings.ts";
import { CommandStop, ProblemStop } from "./command-stop.ts";

/** The flows of DIR; throws `ProblemStop` when one of them has errors, `CommandStop` when there is no such folder. */
export async function repositoryAt(path: string, find: FindMappings): Promise<Repository> {
  if (!existsSync(path)) throw new CommandStop(`There is no folder ${path}.`, `Make one with flows in it: omnilink init ${path}`);
  const read = await readRepository(path, find).catch((error: unknown) => {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CommandStop(error.message, `Restore ${LOCK_FILE} from git, or delete it and pull.`);
  });
  if (!read.ok) throw new ProblemStop(read.problems, read.file);
  return read.repository;
}
