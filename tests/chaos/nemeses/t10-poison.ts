import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { planRuns } from "../plan/planned-run.ts";
import { poisonAnswers } from "../rig/poison-answers.ts";
import type { ChaosStack } from "../rig/stack.ts";

/** Expressions that throw odd things, never end, or want more than there is. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  throws: `$error("on purpose")`,
  asserts: `$assert(false, null)`,
  endless: `($loop := function($n) { $loop($n + 1) }; $loop(1))`,
  deepRecursion: `($deep := function($n) { 1 + $deep($n + 1) }; $deep(1))`,
  hugeRange: `[1..9999999]`,
  hugeText: `$pad("x", 500000000)`,
  slowRegex: `$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)`,
  proto: `{ "__proto__": { "polluted": true }, "constructor": 1 }`,
  aFunction: `function($x) { $x }`,
  notANumber: `1 / 0`,
  unknown: `$nothingOfThatName(1)`,
};

const INPUTS: Readonly<Record<string, JsonValue>> = {
  nul: { id: "a\u0000b", "\u0000": "\u0000" },
  surrogate: { id: "\ud800" },
  long: { id: "x".repeat(200_000) },
  deep: JSON.parse("[".repeat(5_000) + "]".repeat(5_000)) as JsonValue,
  lines: { id: "line\nline\r\n\u2028\u2029" },
};

/** Each poison is its own run of its own flow; it must end, whatever its end, without touching any other. */
export const poison: ChaosTest = {
  id: "T10",
  title: "poison",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const fleet = stack.fleet();
  await fleet.add(1);
  const began = performance.now();
  const healthy = stack.beginMany(planRuns(options.seed, options.short ? 150 : 2_000), 40);
  const started = new Map<string, string>();
  const problems: string[] = [];
  for (let round = 0; round < (options.short ? 1 : 5); round += 1) await startPoison(stack, started, problems);
  await healthy;
  const seconds = (performance.now() - began) / 1_000;
  const findings = await conclude(stack, {
    problems,
    figures: { poisoned: started.size, healthyPerSecond: Math.round(stack.accepted.size / seconds) },
  });
  const died = fleet.exits.map(({ code, signal }) => `P22: the worker ended (${signal ?? `code ${code}`})`);
  return { ...findings, problems: [...findings.problems, ...died, ...(await unended(stack, started))] };
}

async function startPoison(stack: ChaosStack, started: Map<string, string>, problems: string[]): Promise<void> {
  for (const [name, expression] of Object.entries(EXPRESSIONS))
    await tryOne(stack, `map_${name}`, mapping(name, expression), null);
  for (const answer of Object.keys(poisonAnswers))
    await tryOne(stack, `call_${answer}`, calling(answer), { answers: { a: answer } });
  for (const [name, input] of Object.entries(INPUTS)) await tryOne(stack, `approval_${name}`, asking(`ask${name}`), input);
  for (const [name, input] of Object.entries(INPUTS))
    await tryOne(stack, `input_${name}`, mapping(`input${name}`, "input"), input);

  async function tryOne({ engine }: ChaosStack, what: string, document: FlowDocument, input: JsonValue): Promise<void> {
    try {
      await stack.deploy(document);
    } catch {
      return; // Refused when it is drawn, which is better still.
    }
    const result = await engine.runs
      .start({ orgId: engine.orgId, flowId: document.id, input })
      .catch((error: unknown) => void problems.push(`${what} could not be started: ${String(error)}`));
    if (result?.ok) started.set(result.runId, what);
  }
}

const start = { id: "start", kind: "trigger.manual" };
const flow = (id: string, nodes: FlowDocument["nodes"]): FlowDocument => ({
  omnilink: 1,
  id,
  name: id,
  nodes: [start, ...nodes],
  edges: [start, ...nodes].slice(1).map((node, index) => ({ from: [start, ...nodes][index]!.id, to: node.id })),
});

const mapping = (name: string, expression: string): FlowDocument =>
  flow(`poison_${name}`, [
    { id: "m", kind: "map", config: { expression } },
    { id: "n", kind: "assign", config: { values: { seen: "steps.m" } } },
  ]);

const calling = (answer: string): FlowDocument =>
  flow(`poison_call_${answer}`, [
    { id: "a", kind: "http", config: { connection: "sink", method: "POST", url: "/a", body: `={ "answer": input.answers.a }` } },
    { id: "n", kind: "assign", config: { values: { seen: "steps.a" } } },
  ]);

/** What a person is shown comes from the input; nobody is given the time to answer. */
const asking = (name: string): FlowDocument =>
  flow(`poison_${name}`, [
    {
      id: "ask",
      kind: "approval",
      config: {
        title: "=input.id",
        details: "=input",
        approvers: { roles: ["executive"] },
        timeout: "PT0.1S",
        onTimeout: "approve",
      },
    },
  ]);

async function unended(stack: ChaosStack, started: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const { rows } = await stack.pool.query<{ id: string; status: string }>("select id, status from run where ended_at is null");
  return rows.map(({ id, status }) => `P22: ${started.get(id) ?? id} is still ${status}`);
}
