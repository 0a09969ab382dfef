import { spawnSync } from "node:child_process";
import { open, mkdtemp, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { conclude, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { PrivatePostgres } from "../rig/private-postgres.ts";
import type { ChaosStack } from "../rig/stack.ts";
import { endless } from "./t01-kill-workers.ts";

const DISK_MB = 300;

/** The disk of Postgres fills up under load, stays full, and is freed: nothing acknowledged is lost, and work goes on by itself. */
export const diskFull: ChaosTest = {
  id: "T13",
  title: "disk full",
  run: async (options) => {
    const folder = await mkdtemp(join(tmpdir(), "omnilink-disk-"));
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m,mode=711`, "tmpfs", folder]).status === 0;
    if (!mounted) {
      await rm(folder, { recursive: true });
      return { problems: [], skipped: "a small disk needs the right to mount one (run as root)" };
    }
    try {
      return await onDisk(folder, options);
    } finally {
      spawnSync("umount", ["--lazy", folder]);
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function onDisk(folder: string, options: ChaosOptions): Promise<Findings> {
  const server = await PrivatePostgres.start(join(folder, "server"));
  try {
    return await withStack(server.url, options, (stack) => run(stack, server, folder, options));
  } finally {
    await server.stop();
  }
}

async function run(stack: ChaosStack, server: PrivatePostgres, folder: string, options: ChaosOptions): Promise<Findings> {
  await stack.fleet().add(2);
  let isOver = false;
  const load = stack.beginMany(endless(options.seed), 20, () => isOver);
  let wentDown = 0;
  for (let turn = 0; turn < (options.short ? 1 : 5); turn += 1) {
    await pause(options.short ? 500 : 5_000);
    stack.watch.beginOutage();
    const filler = await fillUp(join(folder, "filler"));
    await pause(options.short ? 1_000 : 10_000);
    await filler.close();
    await rm(join(folder, "filler"));
    if (!(await server.isRunning())) {
      wentDown += 1;
      await server.restart();
    }
    await pause(options.short ? 1_500 : 5_000);
    stack.watch.endOutage();
    stack.recovery.kills += 1;
  }
  isOver = true;
  await load;
  return conclude(stack, { figures: { timesPostgresWentDown: wentDown } });
}

/** Takes all that is left, and whatever is freed meanwhile. */
async function fillUp(file: string): Promise<FileHandle> {
  const handle = await open(file, "w");
  for (const size of [1 << 20, 1 << 12]) {
    for (;;) {
      try {
        await handle.write(Buffer.alloc(size, 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        break;
      }
    }
  }
  return handle;
}
