import { userInfo } from "node:os";
import { Option, type Command } from "commander";
import { countRuns } from "../core/count.ts";
import type { CancelOutcome, MoveOutcome, OpenRunsOptions, PreviewMove } from "../runtime/open-runs.ts";
import { askYesNo } from "./ask-yes-no.ts";
import type { EngineSession } from "./engine-session.ts";
import { interruption } from "./interruption.ts";
import { sayCanceled, sayCancels, sayMoved, sayMoves } from "./open-runs-lines.ts";
import { colors, say } from "./terminal.ts";

/** What is to become of open runs on other versions. */
const choices = ["keep", "move", "cancel"] as const;

export interface OpenRunsChoice {
  readonly openRuns: (typeof choices)[number];
  /** Does not ask. */
  readonly yes?: boolean;
}

export const openRunsOption = (): Option =>
  new Option("--open-runs <what>", "what becomes of open runs on other versions; shown before anything goes live")
    .choices(choices)
    .default("keep");

export const withOpenRuns = (command: Command): Command => command.addOption(openRunsOption()).option("--yes", "do not ask");

type Place = Pick<PreviewMove, "flowId" | "environment" | "goesLive">;

const MOST_RUNS = 10_000;
const EVERY = 500;

/**
 * Shows what would become of the open runs once the version is live, before anything is done. The end of the sentence that asks for it;
 * `undefined` where nothing would be done, so that there is nothing to ask.
 */
export async function sayOpenRuns(
  { engine, orgId }: EngineSession,
  place: Place,
  { openRuns }: OpenRunsChoice,
): Promise<string | undefined> {
  if (openRuns === "keep") return undefined;
  const plan = await engine.runs.previewMove({ ...place, orgId, limit: MOST_RUNS });
  if (!plan) return undefined;
  if (plan.open > 0) return openRuns === "move" ? sayMoves(plan) : sayCancels(plan);
  say("No run is open on another version.");
  return undefined;
}

/** False where the person says no. Nothing has happened then, nor where nobody can be asked. */
export async function mayGoLive(question: string | undefined, { yes = false }: OpenRunsChoice): Promise<boolean> {
  if (question === undefined || yes) return true;
  if (await askYesNo(`Go live and ${question}?`, "This needs a yes, and nobody can be asked here: nothing went live."))
    return true;
  say("Nothing was done.");
  return false;
}

/** Moves or cancels, once the version is live. `undefined` when there is nothing to do. */
export async function settleOpenRuns(
  session: EngineSession,
  { flowId, environment, version }: Omit<Place, "goesLive"> & { readonly version: number },
  { openRuns }: OpenRunsChoice,
): Promise<MoveOutcome | CancelOutcome | undefined> {
  if (openRuns === "keep") return undefined;
  await session.ensureWorker();
  const { engine, orgId } = session;
  const place = { orgId, flowId, limit: MOST_RUNS, ...(environment === undefined ? {} : { environment }) };
  const order = { ...place, by: userInfo().username, reason: `version ${version} went live` };
  const options: OpenRunsOptions = { signal: interruption(), onProgress: sayProgress };
  return openRuns === "move"
    ? sayMoved(await engine.runs.moveOpenRuns(order, options))
    : sayCanceled(await engine.runs.cancelOpenRuns(order, options));
}

function sayProgress(runs: number): void {
  if (runs % EVERY === 0) say(colors.dim(`${countRuns(runs)} so far`));
}
