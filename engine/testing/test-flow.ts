import { compileFlow } from "../core/compile/compile-flow.ts";
import type { CompiledFlow } from "../core/compile/flow-plan.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { Problem } from "../core/problem.ts";
import { validateInput } from "../core/validate/validate-input.ts";
import { loadFlowFolder } from "../hub/flow-folder/load-flow-folder.ts";
import { LocalEngine } from "../memory/local-engine.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import { chooseTrigger } from "../runtime/choose-trigger.ts";
import { withCrashPoints, type CrashPoint } from "./crash-point.ts";
import { describeRun, type AnyFlow, type FlowRun, type FlowTypes } from "./flow-run.ts";
import { withGivenOutcomes } from "./given-outcomes.ts";
import { mockedWorld, type MockedWorld } from "./mocked-world.ts";
import type { Mock, Mocks } from "./mocks.ts";
import { playRun } from "./play-run.ts";

/**
 * A flow under test: the engine of production over memory, with time that jumps to whatever the run waits for. Nothing is
 * called, nothing is waited for, and the same test gives the same events.
 */
export interface TestedFlow<Types extends FlowTypes = AnyFlow> {
  readonly document: FlowDocument;
  /** Runs the flow until it has ended, or rests at something about which the test says nothing. */
  run(options: RunOptions<Types>): Promise<FlowRun<Types>>;
  /** The same run once for each step and each side of it, with the process killed there. */
  runWithEveryCrash(options: Omit<RunOptions<Types>, "crash">): Promise<readonly FlowRun<Types>[]>;
}

export interface RunOptions<Types extends FlowTypes = AnyFlow> {
  readonly input: Types["input"];
  /** Default: the manual trigger, else the first one. */
  readonly trigger?: string;
  /** Variables of the environment, which expressions read as `env.NAME`. */
  readonly env?: JsonObject;
  /** By node id. */
  readonly mocks?: { readonly [Id in keyof Types["outputs"]]?: Mock };
  /** The same for nodes of sub-flows. */
  readonly mocksOfOthers?: Mocks;
  readonly crash?: CrashPoint;
}

/** `others` are flows that it may start as sub-flows. Throws an error that says everything that is wrong with one of them. */
export function testFlow<Types extends FlowTypes = AnyFlow>(
  document: FlowDocument,
  others: readonly FlowDocument[] = [],
): TestedFlow<Types> {
  const flow = compiled(document);
  const compiledOthers = others.map(compiled);
  const run = async ({ input, mocks, mocksOfOthers, ...options }: RunOptions<Types>): Promise<FlowRun<Types>> => {
    const all = { ...mocks, ...mocksOfOthers } as Mocks;
    // What the types say is checked as the engine would check it: against the flow's contract, when the run starts.
    const played: unknown = await runFlow(flow, compiledOthers, { ...options, input: input as JsonValue, mocks: all });
    return played as FlowRun<Types>;
  };
  return { document, run, runWithEveryCrash: (options) => runWithEveryCrash(flow, run, options) };
}

/** `path` is a flow's folder or its `flow.yaml`. */
export async function testFlowIn<Types extends FlowTypes = AnyFlow>(
  path: string,
  others: readonly string[] = [],
): Promise<TestedFlow<Types>> {
  const [document, ...rest] = await Promise.all([path, ...others].map(readDocument));
  return testFlow<Types>(document!, rest);
}

async function readDocument(path: string): Promise<FlowDocument> {
  const loaded = await loadFlowFolder(path);
  if (!loaded.ok) throw wrong(loaded.file, loaded.problems);
  const { document, problems } = readFlow(loaded.folder.source);
  if (!document) throw wrong(loaded.folder.file, problems);
  return document;
}

function compiled(document: FlowDocument): CompiledFlow {
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (!plan) throw wrong(`Flow ${document.id}`, problems);
  return { document, plan };
}

const wrong = (what: string, problems: readonly Problem[]): Error =>
  new Error(`${what} has errors:\n${problems.map(({ message, fix }) => `- ${message} ${fix}`).join("\n")}`);

interface PlayOptions {
  readonly input: JsonValue;
  readonly trigger?: string;
  readonly env?: JsonObject;
  readonly mocks: Mocks;
  readonly crash?: CrashPoint;
}

async function runFlow(flow: CompiledFlow, others: readonly CompiledFlow[], options: PlayOptions): Promise<FlowRun> {
  const { input, mocks, crash, env } = options;
  const trigger = requireSensible(flow, others, options);
  const world = mockedWorld(mocks);
  const given = withGivenOutcomes(flow, world.executors, mocks);
  const reach = crashOnce(crash, () => engine.crash());
  const engine: LocalEngine = new LocalEngine({
    executors: withCrashPoints(given.executors, reach.point),
    connections: world.connections,
    time: "virtual",
    // Retry pauses are spread by chance; here they are the same every time.
    random: () => 0.5,
  });
  for (const other of others) engine.add(other);
  const runId = await engine.start(given.flow, { trigger, input, startedBy: "test", ...(env && { env }) });
  const status = await playRun({ engine, flow: given.flow, runId, mocks });
  requireAnswers(world);
  if (crash && !reach.happened()) throw new Error(`The run never came to "${crash.node}", where the test kills its process.`);
  return describeRun(given.flow.plan, runId, { status, calls: world.calls, events: await engine.events(runId), crash });
}

/** Kills the process when the point is reached for the first time: what was running there is never heard of again. */
function crashOnce(crash: CrashPoint | undefined, kill: () => Promise<void>) {
  let isOver = false;
  return {
    happened: () => isOver,
    point: async (nodeId: string, when: CrashPoint["when"]): Promise<void> => {
      if (isOver || crash?.node !== nodeId || crash.when !== when) return;
      isOver = true;
      await kill();
      await new Promise<never>(() => {});
    },
  };
}

/** The trigger to start from. A name that no flow has would make a test hold for nothing. */
function requireSensible(
  flow: CompiledFlow,
  others: readonly CompiledFlow[],
  { input, trigger, mocks = {} }: RunOptions,
): string {
  const known = [flow, ...others].flatMap(({ plan }) => Object.keys(plan.nodes));
  const unknown = Object.keys(mocks).filter((id) => !known.includes(id));
  if (unknown.length > 0) throw new Error(`There is no node ${unknown.map((id) => `"${id}"`).join(", ")} to be mocked.`);
  const chosen = chooseTrigger(flow.document, trigger);
  if (chosen === undefined) throw new Error(`The flow has no trigger "${trigger ?? ""}".`);
  const problems = validateInput(input, flow.document);
  if (problems.length > 0) throw wrong("The input", problems);
  return chosen;
}

function requireAnswers({ unanswered }: MockedWorld): void {
  if (unanswered.size === 0) return;
  const names = [...unanswered].map((id) => `"${id}"`).join(", ");
  throw new Error(
    `The run called out at ${names}, and the test has no reply there. Add mocks: { ${[...unanswered][0]}: reply(...) }.`,
  );
}

async function runWithEveryCrash<Types extends FlowTypes>(
  { plan }: CompiledFlow,
  run: TestedFlow<Types>["run"],
  options: Omit<RunOptions<Types>, "crash">,
): Promise<readonly FlowRun<Types>[]> {
  const { events } = await run(options);
  const reached = new Set(events.flatMap((event) => ("nodeId" in event && "attempt" in event ? [event.nodeId] : [])));
  const working = [...reached].filter((id) => Object.hasOwn(plan.nodes, id) && CAN_CRASH.has(plan.nodes[id]!.behavior));
  const points = working.flatMap((node) => [{ node, when: "before" } as const, { node, when: "after" } as const]);
  const runs: FlowRun<Types>[] = [];
  for (const crash of points) runs.push(await run({ ...options, crash }));
  return runs;
}

/** Triggers, joins and compensations have no code of their own in which a process could die. */
const CAN_CRASH: ReadonlySet<string> = new Set(["pure", "effect", "wait", "container", "child", "stop"]);
