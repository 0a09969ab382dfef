/**
 * Postgres refuses to run as root. As root the server runs in a user namespace that shows root as another user: the files
 * stay root's, and that works even below /root. Where namespaces are forbidden, as in many containers, it runs as the
 * `postgres` or `nobody` account, which then owns the data folder. An ordinary user just runs it.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";

export interface ServerAccount {
  /** The command that runs a server binary under this account. */
  wrap(binary: string, args: readonly string[]): readonly [string, readonly string[]];
  /** Account to switch to, for `spawn` and for the files the server must read. */
  readonly ids?: AccountIds;
}

interface AccountIds {
  readonly uid: number;
  readonly gid: number;
}

const NAMESPACE = ["--user", "--map-user=65534", "--map-group=65534"];

export function accountForServer(dataFolder: string): ServerAccount {
  if (process.getuid?.() !== 0) return { wrap: (binary, args) => [binary, args] };
  const initialized = existsSync(join(dataFolder, "PG_VERSION"));
  const owner = statSync(dataFolder);
  const rootOwned = !initialized || owner.uid === 0;
  if (rootOwned && spawnSync("unshare", [...NAMESPACE, "true"]).status === 0) {
    return { wrap: (binary, args) => ["unshare", [...NAMESPACE, binary, ...args]] };
  }
  const ids = initialized && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : lookUpAccount();
  chownSync(dataFolder, ids.uid, ids.gid);
  return { wrap: (binary, args) => [binary, args], ids };
}

function lookUpAccount(): AccountIds {
  for (const user of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, user], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // This account does not exist here; the next may.
    }
  }
  throw new Error(
    "Postgres cannot run as root, and there is neither a user namespace nor a postgres or nobody account. Set DATABASE_URL.",
  );
}
