/**
 * What failed, once more at the end: the suites print it where it happens, hundreds of lines before the sum, and of a long
 * log often only the end is kept.
 */
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { bold, red, say } from "./terminal.mjs";
import { root } from "./workspace.mjs";

const MOST_LINES = 6;

/** The failed tests in the report of vitest; a file that could not be loaded counts as one. */
export const failuresOfVitest = (files) =>
  files.flatMap(({ name, status, message, assertionResults }) => {
    const path = relative(root, name);
    if (status === "failed" && assertionResults.length === 0) return [{ name: path, why: message }];
    return assertionResults
      .filter((test) => test.status === "failed")
      .map((test) => ({ name: `${path} > ${test.fullName}`, why: test.failureMessages.join("\n") }));
  });

/** The failed journeys in the report of Playwright, whose suites hold suites. */
export const failuresOfPlaywright = (suites) =>
  suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ file, line, title, tests }) => ({ name: `${file}:${line} > ${title}`, why: said(tests) })),
    ...failuresOfPlaywright(inner),
  ]);

const said = (tests) =>
  tests
    .flatMap(({ results }) => results.flatMap(({ errors }) => errors))
    .map(({ message }) => message)
    .join("\n");

/** Names each failure with the first lines of what was said about it. */
export function sayFailures(failures) {
  if (failures.length === 0) return;
  say(`\n${bold("What failed")}`);
  for (const { name, why } of failures) {
    say(`${red("✗")} ${name}`);
    for (const line of firstLines(why ?? "")) say(`    ${line}`);
  }
}

const firstLines = (text) =>
  stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s+at .*(node_modules|node:|<anonymous>)/.test(line))
    .slice(0, MOST_LINES);
