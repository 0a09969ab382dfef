import { livePace } from "../core/limits/live-pace.ts";
import type { FlowLimits } from "../core/limits/limits-schema.ts";
import type { Tx } from "./drafts/draft-rows.ts";
import type { LivePlace } from "./environments/live-versions.ts";

/**
 * Makes the numbers of the version that goes live count for what waits in line there. The runs' own rows stay as they are:
 * writing to thousands of them would get in the way of those that are being admitted. The next look of a worker, at most a
 * second later, finds them.
 */
export async function setLivePace(tx: Tx, place: LivePlace, limits: FlowLimits | undefined): Promise<void> {
  const { max: maxRunning = null, throttle } = livePace(limits);
  const numbers = { maxRunning, throttleLimit: throttle?.limit ?? null, throttleMs: throttle?.periodMs ?? null };
  const { orgId, flowId, environment } = place;
  await tx.livePace.upsert({
    where: { flowId_environment: { flowId, environment } },
    create: { orgId, flowId, environment, ...numbers },
    update: numbers,
  });
}
