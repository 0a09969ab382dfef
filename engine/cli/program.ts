import { Command } from "commander";
import { productVersion } from "../host/product-version.ts";
import { addApply } from "./commands/apply.ts";
import { addApprovals } from "./commands/approvals.ts";
import { addApprove } from "./commands/approve.ts";
import { addBench } from "./commands/bench.ts";
import { addCancel } from "./commands/cancel.ts";
import { addCompile } from "./commands/compile.ts";
import { addDecide } from "./commands/decide.ts";
import { addDeploy } from "./commands/deploy.ts";
import { addDiff } from "./commands/diff.ts";
import { addDiscard } from "./commands/discard.ts";
import { addEmit } from "./commands/emit.ts";
import { addEval } from "./commands/eval.ts";
import { addEvents } from "./commands/events.ts";
import { addExport } from "./commands/export.ts";
import { addImport } from "./commands/import.ts";
import { addIncidents } from "./commands/incidents.ts";
import { addInit } from "./commands/init.ts";
import { addLimits } from "./commands/limits.ts";
import { addMappings } from "./commands/mappings.ts";
import { addPause } from "./commands/pause.ts";
import { addPlan } from "./commands/plan.ts";
import { addPromote } from "./commands/promote.ts";
import { addPull } from "./commands/pull.ts";
import { addRedrive } from "./commands/redrive.ts";
import { addRelease } from "./commands/release.ts";
import { addReplay } from "./commands/replay.ts";
import { addResume } from "./commands/resume.ts";
import { addRetain } from "./commands/retain.ts";
import { addRetire } from "./commands/retire.ts";
import { addReviews } from "./commands/reviews.ts";
import { addRun } from "./commands/run.ts";
import { addRuns } from "./commands/runs.ts";
import { addSchedules } from "./commands/schedules.ts";
import { addSignal } from "./commands/signal.ts";
import { addSwitches } from "./commands/switches.ts";
import { addTag } from "./commands/tag.ts";
import { addTest } from "./commands/test.ts";
import { addTrace } from "./commands/trace.ts";
import { addTypes } from "./commands/types.ts";
import { addUndo } from "./commands/undo.ts";
import { addValidate } from "./commands/validate.ts";
import { addWorker } from "./commands/worker.ts";
import { colors, say } from "./terminal.ts";

/** As `--help` shows them. */
const groups: Readonly<Record<string, readonly ((program: Command) => void)[]>> = {
  "Write and check flows:": [
    addValidate,
    addCompile,
    addTest,
    addEval,
    addLimits,
    addTypes,
    addMappings,
    addDiff,
    addExport,
    addImport,
  ],
  "Make flows live:": [addDeploy, addPromote, addRetire, addReviews, addInit, addPlan, addApply, addPull],
  "Run flows:": [addRun, addApprovals, addApprove, addSignal, addEmit, addEvents, addSchedules],
  "Look at runs:": [addRuns, addTag, addTrace, addReplay],
  "Step in:": [addPause, addResume, addCancel, addRedrive, addIncidents, addDecide, addUndo, addDiscard, addRelease, addSwitches],
  "Operate:": [addWorker, addRetain, addBench],
};

/** The command line; one file per command in `commands/`. Every command takes `--json`. */
export function buildProgram(): Command {
  const program = new Command("omnilink")
    .description("Visual integration designer and durable flow engine")
    .version(productVersion())
    // `redrive --version 2` means a version of the flow, not ours.
    .enablePositionalOptions()
    .showHelpAfterError("Run omnilink --help to see the commands.")
    .configureOutput({ outputError: (text) => say(`${colors.red("✗")} ${text.replace(/^error: /, "").trimEnd()}`) })
    .exitOverride();
  for (const [heading, commands] of Object.entries(groups)) {
    program.commandsGroup(heading);
    for (const add of commands) add(program);
  }
  return program;
}
