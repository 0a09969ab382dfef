import type { ChaosTest } from "./chaos-test.ts";
import { simulation } from "./nemeses/t00-simulation.ts";
import { killWorkers } from "./nemeses/t01-kill-workers.ts";
import { crashPoints } from "./nemeses/t02-crash-points.ts";
import { killPostgres } from "./nemeses/t03-kill-postgres.ts";
import { killGateway } from "./nemeses/t04-kill-gateway.ts";
import { freezeWorkers } from "./nemeses/t05-freeze.ts";
import { spoilNetwork } from "./nemeses/t06-network.ts";
import { wrongClocks } from "./nemeses/t07-clock.ts";
import { duplicates } from "./nemeses/t08-duplicates.ts";
import { decisions } from "./nemeses/t09-decisions.ts";
import { poison } from "./nemeses/t10-poison.ts";
import { coldBoot } from "./nemeses/t11-cold-boot.ts";
import { diskFull } from "./nemeses/t13-disk-full.ts";
import { rollingUpgrade } from "./nemeses/t14-rolling-upgrade.ts";
import { noisyTenant } from "./nemeses/t17-noisy-tenant.ts";

/** In the order of their numbers. */
export const catalogue: readonly ChaosTest[] = [
  simulation,
  killWorkers,
  crashPoints,
  killPostgres,
  killGateway,
  freezeWorkers,
  spoilNetwork,
  wrongClocks,
  duplicates,
  decisions,
  poison,
  coldBoot,
  diskFull,
  rollingUpgrade,
  noisyTenant,
];
