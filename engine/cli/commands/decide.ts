import { Option, type Command } from "commander";
import type { StepVerdict } from "../../core/machine/run-event.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import { CommandStop } from "../command-stop.ts";
import { operateOn } from "../operate-command.ts";
import { positiveInteger } from "../option-values.ts";
import { readInput } from "../read-input.ts";

interface DecideOptions {
  readonly verdict: StepVerdict;
  readonly visit?: number;
  readonly output?: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function addDecide(program: Command): void {
  const verdicts: readonly StepVerdict[] = ["retry", "done", "failed"];
  program
    .command("decide")
    .description("say what became of a step whose outcome the engine cannot know, or whose undo failed")
    .argument("<run>", "id of the run")
    .argument("<node>", "id of the step's node")
    .addOption(
      new Option("--verdict <verdict>", "try it again, count it as done, or as failed").choices(verdicts).makeOptionMandatory(),
    )
    .option("--visit <n>", "which visit of the node, when several wait", positiveInteger)
    .option("--output <json|file|->", "with done: what the step is to count as having returned")
    .requiredOption("--reason <text>", "how you found out, for the record")
    .option("--json", "print { runId, result, status }")
    .action(decide);
}

async function decide(runId: string, nodeId: string, options: DecideOptions): Promise<void> {
  const { verdict, visit, reason, json } = options;
  if (options.output !== undefined && verdict !== "done")
    throw new CommandStop("--output goes with --verdict done only.", "Leave it out: a step that is tried again gives its own.");
  const output = options.output === undefined ? undefined : await readInput(options.output);
  await operateOn(runId, {
    reason,
    json,
    done: `Decided: ${nodeId} ${verdict === "retry" ? "is tried again" : `counts as ${verdict}`}.`,
    send: (runs, request) =>
      runs.decideStep({
        ...request,
        nodeId,
        verdict,
        ...omitUndefined({ visit, output }),
      }),
  });
}
