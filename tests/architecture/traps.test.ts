import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface NamedTest {
  readonly trap: string;
  readonly path: string;
  /** Words of the test, up to where they are cut off; empty where the whole file is meant. */
  readonly words: string;
}

const ENDINGS = [".test.ts", ".contract.ts", ".ts", ""];
const NAMED = /`((?:tests|engine|components|app)\/[\w./-]+)`((?:(?!`(?:tests|engine|components|app)\/)[^;|])*)/g;

/** What the tables of docs/traps.md name: `path` words of the test; `path` (more words)… */
function namedTests(text: string): readonly NamedTest[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => {
      const trap = line.split("|")[1]!.trim();
      return [...line.matchAll(NAMED)].map(([, path = "", behind = ""]) => ({ trap, path, words: wordsOf(behind) }));
    });
}

const wordsOf = (behind: string): string =>
  behind
    .split("…")[0]!
    .replace(/[`()]/g, "")
    .replace(/[,\s]+$/, "")
    .trim();

const fileOf = (path: string): string | undefined => ENDINGS.map((ending) => path + ending).find((file) => existsSync(file));

/** A name may be put together by the test, so that only its beginning stands in the file. */
function isMissing({ path, words }: NamedTest): boolean {
  const file = fileOf(path);
  if (file === undefined) return true;
  return words !== "" && !(statSync(file).isFile() && readFileSync(file, "utf8").includes(words));
}

describe("docs/traps.md", () => {
  const named = namedTests(readFileSync("docs/traps.md", "utf8"));

  it("names tests that exist, by words that stand in them", () => {
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(isMissing)).toEqual([]);
  });

  it("is found out when it names a test that does not exist", () => {
    const line =
      "| A trap | `tests/traps/engine-traps` a skipped approval does not wait; `tests/traps/gone`; `tests/traps/mail` no such words |";
    expect(namedTests(line).map(isMissing)).toEqual([false, true, true]);
  });
});
