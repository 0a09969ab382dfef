import { userInfo } from "node:os";
import { countRuns } from "../core/count.ts";
import type { RunStatus } from "../core/machine/run-event.ts";
import type { RedriveManyResult } from "../runtime/run-operations.ts";
import type { RedriveOptions, RequestParts } from "./commands/redrive.ts";
import type { EngineSession } from "./engine-session.ts";
import { askYesNo } from "./ask-yes-no.ts";
import { interruption } from "./interruption.ts";
import { colors, printJson, say } from "./terminal.ts";

type ManyOptions = Pick<RedriveOptions, "flow" | "since" | "rate" | "limit" | "reason" | "dryRun" | "yes" | "json">;

/** All runs that fit, at an even pace. They are looked at first, and told, before anything is done. */
export async function redriveAll(
  { engine, orgId, ensureWorker }: EngineSession,
  status: readonly RunStatus[],
  parts: RequestParts,
  { flow, since, rate, limit, reason, dryRun = false, yes = false, json = false }: ManyOptions,
): Promise<void> {
  const request = {
    ...parts,
    orgId,
    filter: { status, ...(flow && { flowId: flow }), ...(since && { since }) },
    limit,
    perSecond: rate,
    by: userInfo().username,
    ...(reason && { reason }),
  };
  const looked = await engine.runs.redriveMany({ ...request, dryRun: true });
  say(summary(looked, "can go on"));
  for (const { runId, message } of looked.refused.slice(0, 20)) say(`  ${colors.red("✗")} ${runId}  ${message}`);
  if (dryRun || looked.redriven.length === 0) return json ? printJson(looked) : undefined;
  if (!yes && !(await askYesNo(`Redrive ${countRuns(looked.redriven.length)}, ${rate} per second?`)))
    return say("Nothing was done.");
  await ensureWorker();
  const onProgress = ({ redriven, refused, matched }: RedriveManyResult): void => {
    const done = redriven.length + refused.length;
    if (done % 100 === 0) say(colors.dim(`${done} of ${matched}`));
  };
  const result = await engine.runs.redriveMany({ ...request, dryRun: false }, { onProgress, signal: interruption() });
  say(`${colors.green("✓")} ${summary(result, "went on")}`);
  if (json) printJson(result);
}

function summary({ matched, redriven, refused, isMore }: RedriveManyResult, done: string): string {
  const more = isMore ? " More fit: raise --limit, or repeat this." : "";
  return `${matched} fit, ${redriven.length} ${done}, ${refused.length} refused.${more}`;
}
