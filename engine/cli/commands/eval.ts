import { createInterface } from "node:readline";
import { Option, type Command } from "commander";
import type { Tier } from "../../core/expression/tier.ts";
import { isJsonObject } from "../../core/json.ts";
import { evaluateLine, type EvaluationAnswer, type EvaluationRequest } from "../evaluate-line.ts";
import { CommandStop } from "../command-stop.ts";
import { exitCode } from "../exit-code.ts";
import { readInput } from "../read-input.ts";
import { colors, print, printJson, say } from "../terminal.ts";

interface EvalOptions {
  readonly input?: string;
  readonly tier?: Tier;
  readonly batch?: boolean;
  readonly json?: boolean;
}

export function addEval(program: Command): void {
  program
    .command("eval")
    .description("evaluate an expression over an input")
    .argument("[expression]", "JSONata; with --batch it comes with each line")
    .option("--input <file|json>", "what the expression reads: a file, JSON, or - for standard input")
    .addOption(new Option("--tier <tier>", "where to evaluate").choices(["bounded", "guarded", "jailed"]))
    .option("--batch", "answer each line { expr, input, bindings } of standard input with one line")
    .option("--json", "print { tier, value }, { tier, undefined } or { tier, error }")
    .action(evaluate);
}

async function evaluate(expression: string | undefined, options: EvalOptions): Promise<void> {
  if (options.batch) return answerLines(options.tier);
  if (expression === undefined) {
    throw new CommandStop(
      "There is no expression to evaluate.",
      "Give one, as in: omnilink eval 'a + b' --input '{\"a\":1,\"b\":2}'",
    );
  }
  const input = await readInput(options.input);
  const answer = await evaluateLine({ expr: expression, input }, options.tier);
  if ("error" in answer) process.exitCode = exitCode.flowFailed;
  if (options.json) printJson(answer);
  else show(answer);
}

function show(answer: EvaluationAnswer): void {
  if ("error" in answer) {
    const { code, position, message } = answer.error;
    const where = position === undefined ? "" : ` at ${position}`;
    say(`${colors.red("✗")} ${message}${where}${code === undefined ? "" : ` ${colors.dim(code)}`}`);
    say(`  ${colors.cyan("→")} ${whatToDo(answer.error)}`);
  } else if ("undefined" in answer) {
    say(colors.dim("nothing"));
  } else {
    print(JSON.stringify(answer.value, null, 2));
  }
}

function whatToDo({ code = "", position }: { readonly code?: string; readonly position?: number }): string {
  if (code === "expression/not-bounded") return "Leave --tier out, and it is evaluated where it can be.";
  if (TOO_MUCH.test(code)) return "Let the expression work on less at a time, or give it a smaller --input.";
  if (code.startsWith("S")) {
    const where = position === undefined ? "" : ` before character ${position + 1}`;
    return `Correct the expression${where} and evaluate it again.`;
  }
  return "Correct the expression, or give it what it reads with --input FILE|JSON.";
}

/** Codes of limits, ours and those of JSONata. */
const TOO_MUCH = /^(?:expression\/(?:too-large|timeout)|D1012|D2014|D3141|U1001)$/;

async function answerLines(tier: Tier | undefined): Promise<void> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    print(await answerLine(line, tier));
  }
}

/** As one line of JSON, whatever the line was: the next one is answered, too. */
async function answerLine(line: string, tier: Tier | undefined): Promise<string> {
  const refused = (code: string, message: string): string =>
    JSON.stringify({ tier: tier ?? "bounded", error: { code, message } } satisfies EvaluationAnswer);
  const request = readRequest(line);
  if (request === undefined) return refused("input/unreadable", UNREADABLE);
  try {
    return JSON.stringify(await evaluateLine(request, tier));
  } catch (error) {
    if (error instanceof RangeError) return refused("expression/too-large", "The data is nested too deeply");
    throw error;
  }
}

const UNREADABLE = 'The line is not { "expr": text, "input": JSON, "bindings": object } as JSON';

function readRequest(line: string): EvaluationRequest | undefined {
  try {
    const request = JSON.parse(line) as Partial<EvaluationRequest> | null;
    const { expr, bindings } = request ?? {};
    return typeof expr === "string" && isJsonObject(bindings ?? {}) ? { ...request, expr } : undefined;
  } catch {
    return undefined;
  }
}
