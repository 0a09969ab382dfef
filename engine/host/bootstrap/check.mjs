/** `npm run check`: everything that needs no database and no browser, in under two minutes. */
import { pathToFileURL } from "node:url";
import { captureNode, endChildrenOnSignal } from "./child.mjs";
import { sayFailures } from "./failures.mjs";
import { prepare } from "./prepare.mjs";
import { add, nothing, runVitest } from "./suites.mjs";
import { progress, say, stopWith } from "./terminal.mjs";
import { toolScript } from "./workspace.mjs";

const cached = (name) => ["--cache", "--cache-strategy=content", `--cache-location=node_modules/.cache/${name}/.cache`];

/** The longest first, because two run side by side. */
const steps = [
  {
    label: "Lint (eslint)",
    usually: "10 to 40 s",
    args: [toolScript("eslint", "bin", "eslint.js"), "--max-warnings=0", ...cached("eslint"), "."],
  },
  { label: "Types (tsc)", usually: "10 to 30 s", args: [toolScript("typescript", "bin", "tsc"), "--noEmit", "-p", "."] },
  {
    label: "Format (prettier)",
    usually: "a few seconds",
    args: [toolScript("prettier", "bin", "prettier.cjs"), "--check", "--log-level=warn", ...cached("prettier"), "."],
  },
  {
    label: "Import boundaries (dependency-cruiser)",
    usually: "a few seconds",
    args: [
      toolScript("dependency-cruiser", "bin", "dependency-cruiser.mjs"),
      ...["--config", ".dependency-cruiser.mjs", "--output-type", "err-long"],
      ...["engine", "components", "app"],
    ],
  },
  { label: "Dead code (knip)", usually: "a few seconds", args: [toolScript("knip", "bin", "knip.js"), "--no-progress"] },
];
const SIDE_BY_SIDE = 2;

const unitTests = {
  usually: "10 to 40 s",
  files: { folders: ["engine", "components", "app", "tests/property", "tests/architecture"], pattern: /\.test\.tsx?$/ },
};

async function runStep({ label, usually, args }) {
  const step = progress(label, usually);
  const { code, output } = await captureNode(args);
  if (code === 0) {
    step.done();
    return { ...nothing, passed: 1 };
  }
  step.failed();
  say(output.trimEnd());
  return { passed: 0, failed: 1, failures: [{ name: label, why: output }] };
}

export const runUnitTests = () => runVitest("unit", unitTests);

export async function runCheck() {
  const waiting = [...steps];
  const takeTurns = async () => {
    let sum = nothing;
    for (let step = waiting.shift(); step; step = waiting.shift()) sum = add(sum, await runStep(step));
    return sum;
  };
  const sums = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, takeTurns));
  return add(sums.reduce(add), await runUnitTests());
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  endChildrenOnSignal();
  try {
    await prepare({ pages: false });
    const { passed, failed, failures } = await runCheck();
    sayFailures(failures);
    say(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } catch (error) {
    stopWith(error);
  }
}
