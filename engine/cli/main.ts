import { CommanderError } from "commander";
import { CommandStop, ProblemStop } from "./command-stop.ts";
import { exitCode } from "./exit-code.ts";
import { reportProblems } from "./report-problems.ts";
import { colors, printJson, say } from "./terminal.ts";

const json = process.argv.includes("--json");

// `omnilink trace … | head` closes our output early; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCode.done);
});
// Whoever stopped listening to the progress still gets the exit code.
process.stderr.on("error", () => {});

function failWith(message: string, fix: string, code: number): void {
  process.exitCode = code;
  if (json) printJson({ error: { message, fix } });
  say(`${colors.red("✗")} ${message}`);
  say(`  ${colors.cyan("→")} ${fix}`);
}

/** The one place where a command's failure becomes words. A stack trace is for whoever asks for it. */
function report(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCode.done : exitCode.invalid;
    // Its words were said already, to people.
    if (json && error.exitCode !== 0)
      printJson({ error: { message: error.message.replace(/^error: /, ""), fix: "Run omnilink --help to see the commands." } });
  } else if (error instanceof ProblemStop) {
    process.exitCode = exitCode.invalid;
    reportProblems(error.problems, { json, file: error.file });
  } else if (error instanceof CommandStop) {
    failWith(error.message, error.fix, error.exitCode);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    failWith(`The command could not be finished: ${message}`, "Set OMNILINK_DEBUG=1 to see where it happened.", exitCode.invalid);
    if (process.env["OMNILINK_DEBUG"] && error instanceof Error) say(error.stack);
  }
}

try {
  // Loaded here, so that a module that cannot be loaded is reported like everything else.
  const { buildProgram } = await import("./program.ts");
  const { openExpressionJail } = await import("../hub/jail/process-jail.ts");
  openExpressionJail();
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  report(error);
}
