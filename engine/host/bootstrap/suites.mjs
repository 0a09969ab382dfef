import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { captureNode } from "./child.mjs";
import { failuresOfPlaywright, failuresOfVitest } from "./failures.mjs";
import { progress, say } from "./terminal.mjs";
import { pinnedEnvironment, root, toolScript } from "./workspace.mjs";

/** Counts of a suite, or of one step of `npm run check`, and what failed in it. */
export const nothing = { passed: 0, failed: 0, failures: [] };
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  failures: [...a.failures, ...b.failures],
});

const reportFolder = join(root, "test-results", "reports");

/** Runs the tests of one vitest project (`unit`, `integration`, `crash`) and counts them. */
export async function runVitest(project, { usually, files }) {
  if (!hasTests(files)) return skipped(project);
  const report = freshReport(`${project}.json`);
  const step = progress(`${project} tests`, usually);
  const { code, output } = await captureNode([
    toolScript("vitest", "vitest.mjs"),
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  return conclude(step, { suite: project, counted: countVitest(report), code, output });
}

function countVitest(report) {
  const result = readJson(report);
  if (!result) return undefined;
  // A file that cannot even be loaded has no test in it, and must not pass for that.
  const brokenFiles = result.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles,
    failures: failuresOfVitest(result.testResults),
  };
}

/** Runs the browser tests and counts them. */
export async function runPlaywright({ usually, files }) {
  if (!hasTests(files)) return skipped("e2e");
  const report = freshReport("e2e.json");
  const step = progress("e2e tests", usually);
  const env = pinnedEnvironment({ PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  const { code, output } = await captureNode([toolScript("@playwright", "test", "cli.js"), "test", "--reporter=list,json"], {
    env,
  });
  return conclude(step, { suite: "e2e", counted: countPlaywright(report), code, output });
}

function countPlaywright(report) {
  const result = readJson(report);
  if (!result) return undefined;
  return {
    passed: result.stats.expected + result.stats.flaky,
    failed: result.stats.unexpected + result.errors.length,
    failures: failuresOfPlaywright(result.suites),
  };
}

/** A tool that ended badly without counting a failure has failed all the same. */
function conclude(step, { suite, counted = nothing, code, output }) {
  const endedBadly = code !== 0 && counted.failed === 0;
  const result = endedBadly
    ? { ...counted, failed: 1, failures: [{ name: `${suite}: ended with ${code}`, why: output }] }
    : counted;
  if (result.failed === 0) step.done(`${result.passed} passed`);
  else {
    step.failed(`${result.passed} passed, ${result.failed} failed`);
    say(output.trimEnd());
  }
  return result;
}

function skipped(name) {
  say(`· ${name} tests: there are none yet`);
  return nothing;
}

function freshReport(name) {
  mkdirSync(reportFolder, { recursive: true });
  const path = join(reportFolder, name);
  rmSync(path, { force: true });
  return path;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function hasTests({ folders, pattern }) {
  return folders.some((folder) => anyFile(join(root, folder), pattern));
}

function anyFile(folder, pattern) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
  return readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? anyFile(join(folder, entry.name), pattern) : pattern.test(entry.name),
  );
}
