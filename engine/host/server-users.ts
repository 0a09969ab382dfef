import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Who uses a server that several processes share: one file each, named after the process. A user says so before it looks
 * for the server, and the last one to leave stops it. Files of processes that were killed count for nothing.
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
      return readdirSync(folder).every((name) => !isAlive(Number.parseInt(name, 10)));
    },
  };
}
