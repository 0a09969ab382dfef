import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Who uses a server that several processes share: one file each, named after the process. A user says so before it looks
 * for the server, and the last one to leave stops it. Files of processes that were killed are swept away on the way out,
 * before their ids are given to strangers.
 */
export interface ServerUser {
  /** True when nobody else uses the server any more. */
  leave(): boolean;
}

let entered = 0;

export function enterAsUser(folder: string, isAlive: (pid: number) => boolean): ServerUser {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  entered += 1;
  const file = join(folder, `${process.pid}.${entered}`);
  writeFileSync(file, "");
  return {
    leave: () => {
      rmSync(file, { force: true });
      const others = readdirSync(folder);
      const gone = others.filter((name) => !isAlive(Number.parseInt(name, 10)));
      for (const name of gone) rmSync(join(folder, name), { force: true });
      return gone.length === others.length;
    },
  };
}
