/** `npm test` runs every suite; `npm test -- unit|check|integration|crash|e2e` runs the named ones. */
import { endChildrenOnSignal } from "./child.mjs";
import { runCheck, runUnitTests } from "./check.mjs";
import { sayFailures } from "./failures.mjs";
import { prepare } from "./prepare.mjs";
import { add, nothing, runPlaywright, runVitest } from "./suites.mjs";
import { bold, say, Stop, stopWith } from "./terminal.mjs";

const testFiles = (folder, pattern = /\.test\.tsx?$/) => ({ folders: [folder], pattern });

const suites = {
  check: runCheck,
  unit: runUnitTests,
  integration: () => runVitest("integration", { usually: "about a minute", files: testFiles("tests/integration") }),
  crash: () => runVitest("crash", { usually: "a minute or two", files: testFiles("tests/crash") }),
  e2e: () => runPlaywright({ usually: "one to three minutes", files: testFiles("tests/e2e", /\.e2e\.ts$/) }),
};
/** `unit` is part of `check`. */
const everything = ["check", "integration", "crash", "e2e"];

function chosenSuites(names) {
  const unknown = names.find((name) => !Object.hasOwn(suites, name));
  if (unknown !== undefined) {
    throw new Stop(
      `There is no test suite named ${unknown}.`,
      `Choose from: ${Object.keys(suites).join(", ")}; without a name, all run.`,
    );
  }
  return names.length > 0 ? names : everything;
}

endChildrenOnSignal();
try {
  const chosen = chosenSuites(process.argv.slice(2));
  await prepare({ pages: chosen.includes("e2e") });
  let total = nothing;
  for (const name of chosen) {
    say(`\n${bold(name)}`);
    total = add(total, await suites[name]());
  }
  sayFailures(total.failures);
  say(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  stopWith(error);
}
