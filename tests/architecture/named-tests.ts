import { existsSync, readFileSync, statSync } from "node:fs";
import ts from "typescript";

/** A test that a row of a table names. */
export interface NamedTest {
  readonly trap: string;
  readonly path: string;
  /** Its title, up to a `…` where that is only the beginning; empty where the whole file is meant. */
  readonly title: string;
  /** A name that stands in the file, where it is a function of a test and not a test. */
  readonly name?: string;
}

const PATH = /^`((?:tests|engine|components|app)\/[\w./-]+)`\s*/;
const NAME = /^\(`([\w#]+)`\)$/;
const ENDINGS = [".test.ts", ".test.tsx", ".contract.ts", ".e2e.ts", ".ts", ""];

/** What the tables of a page name: `path` title; title of the same file; `path` (`name`). */
export function namedTests(text: string): readonly NamedTest[] {
  const rows = text.split("\n").filter((line) => line.startsWith("| ") && !/^\| (?:Trap|-)/.test(line));
  return rows.flatMap((line) => {
    const [, trap = "", cell = ""] = line.split("|").map((part) => part.trim());
    return testsOf(trap, cell);
  });
}

function testsOf(trap: string, cell: string): readonly NamedTest[] {
  let path = "";
  return cell.split(";").flatMap((part) => {
    const item = part.trim();
    if (item.startsWith("benchmarks ")) return [...item.matchAll(/`(\w+)`/g)].map(([, name = ""]) => benchmark(trap, name));
    path = PATH.exec(item)?.[1] ?? path;
    const rest = item.replace(PATH, "");
    const name = NAME.exec(rest)?.[1];
    return [name === undefined ? { trap, path, title: rest } : { trap, path, title: "", name }];
  });
}

const benchmark = (trap: string, name: string): NamedTest => ({
  trap,
  path: "engine/bench/benchmarks",
  title: "",
  name: `${name}:`,
});

export const fileOf = (path: string): string | undefined =>
  ENDINGS.map((ending) => path + ending).find((file) => existsSync(file));

/** Whether there is no such file, no test of that very title in it, or nothing of that name. */
export function isMissing({ path, title, name }: NamedTest): boolean {
  const file = path === "" ? undefined : fileOf(path);
  if (file === undefined) return true;
  if (name !== undefined) return !readFileSync(file, "utf8").includes(name);
  if (title === "") return false;
  return !statSync(file).isFile() || !titlesIn(file).some(({ titles }) => titles.some((known) => isCalled(known, title)));
}

/** Titles that are put together begin like this, and are named by that. */
const isCalled = (known: string, title: string): boolean =>
  title.endsWith("…") ? known.startsWith(title.slice(0, -1).trimEnd()) : known === title;

export const isNamed = (test: TestTitles, file: string, named: readonly NamedTest[]): boolean =>
  named.some(
    ({ path, title, name }) =>
      name === undefined && fileOf(path) === file && (title === "" || test.titles.some((known) => isCalled(known, title))),
  );

export interface TestTitles {
  /** Its own, those of what it is in, and the names of its cases. */
  readonly titles: readonly string[];
}

const read = new Map<string, readonly TestTitles[]>();

/** The tests of a file, as it writes them: no test is run for that. Many rows name one file, which is read once. */
export function titlesIn(file: string): readonly TestTitles[] {
  const titles = read.get(file) ?? readTitles(file);
  read.set(file, titles);
  return titles;
}

function readTitles(file: string): readonly TestTitles[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const cases = firstTextsOfLists(source);
  const found: TestTitles[] = [];
  const visit = (node: ts.Node, around: readonly string[]): void => {
    const call = testCall(node);
    const within = call ? [...around, call.title] : around;
    if (call?.isTest) found.push({ titles: call.title.includes("%") ? [...within, ...cases] : within });
    ts.forEachChild(node, (child) => visit(child, within));
  };
  visit(source, []);
  return found;
}

function testCall(node: ts.Node): { readonly title: string; readonly isTest: boolean } | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const [first] = node.arguments;
  const title = first && textOf(first);
  const root = rootOf(node.expression);
  if (title === undefined || !["it", "test", "describe"].includes(root)) return undefined;
  return { title, isTest: root !== "describe" };
}

/** `it` of `it.each(cases)("…")` and the like. */
function rootOf(callee: ts.Expression): string {
  if (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) return rootOf(callee.expression);
  return ts.isIdentifier(callee) ? callee.text : "";
}

function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : undefined;
}

/** Where a title has a place for it, what each case is called. */
function firstTextsOfLists(source: ts.SourceFile): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    const [first] = ts.isArrayLiteralExpression(node) ? node.elements : [];
    if (first && ts.isStringLiteralLike(first)) texts.push(first.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}
