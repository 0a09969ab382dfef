import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { DOCUMENT_LIMITS } from "../core/flow/flow-document.ts";
import { parseJson, type JsonValue } from "../core/json.ts";
import type { Problem } from "../core/problem.ts";
import { ProblemStop } from "./command-stop.ts";

const LIMIT = DOCUMENT_LIMITS.bytes;
const LIMIT_TEXT = `${LIMIT / 1024 / 1024} MB`;

/** The value of `--input`: `-` is standard input, text that starts like JSON is JSON, the rest is a file. */
export async function readInput(argument: string | undefined): Promise<JsonValue> {
  if (argument === undefined) return {};
  if (argument === "-") return parse(await readStandardInput(), "Standard input");
  if (/^\s*[[{"]|^\s*(-?\d|true$|false$|null$)/.test(argument) && !isFile(argument)) {
    refuseTooLarge(Buffer.byteLength(argument), "The input on the command line");
    return parse(argument, "The input on the command line");
  }
  return parse(await readInputFile(argument), `The input file ${argument}`);
}

/** Text that is too long for a name is none: JSON of some kilobytes is given as it is. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENAMETOOLONG") return false;
    throw error;
  }
}

async function readInputFile(path: string): Promise<string> {
  if (!isFile(path)) {
    throw new ProblemStop([
      problem(
        "input/unreadable",
        `There is no file ${path}.`,
        'Name a file that is there, or give JSON text such as \'{"id": "A1"}\', or - for standard input.',
      ),
    ]);
  }
  refuseTooLarge(statSync(path).size, `The input file ${path}`);
  return readFile(path, "utf8");
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    refuseTooLarge(size, "Standard input");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refuseTooLarge(bytes: number, what: string): void {
  if (bytes <= LIMIT) return;
  throw new ProblemStop([
    problem(
      "input/too-large",
      `${what} is larger than ${LIMIT_TEXT}.`,
      "Pass a reference, such as a URL or an id, and let the flow fetch the data.",
    ),
  ]);
}

function parse(text: string, what: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProblemStop([
      problem("input/unreadable", `${what} is not JSON: ${reason}.`, "Give valid JSON; text needs double quotes."),
    ]);
  }
}

function problem(code: Problem["code"], message: string, fix: string): Problem {
  return { code, severity: "error", message, fix, path: "" };
}
