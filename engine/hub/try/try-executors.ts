import type { FlowPlan, NodePlan } from "../../core/compile/flow-plan.ts";
import { StepFailure } from "../../core/failure.ts";
import { isJsonObject, type JsonValue } from "../../core/json.ts";
import type { NodeBehavior, NodeDefinitions, PortSpec } from "../../core/node-definition.ts";
import type {
  ChildExecutor,
  EffectExecutor,
  NodeExecutor,
  NodeExecutors,
  PureExecutor,
  StepContext,
  StepOutcome,
  WaitExecutor,
} from "../../runtime/executor.ts";
import type { Outcome, ResultSource, TryAnswer, TryRequest } from "../../runtime/tries.ts";
import { limited } from "./limited-executor.ts";
import type { TriedPart } from "./tried-part.ts";

/**
 * What each node of a try does. Whether a node may reach outside is settled here, before the run begins, by handing it one
 * executor or another: a node that may not has none that could.
 */
export interface TriedFlow {
  readonly plan: FlowPlan;
  readonly executors: NodeExecutors;
  readonly sources: Readonly<Record<string, ResultSource>>;
}

export interface ExecutorChoice {
  readonly part: TriedPart;
  readonly request: TryRequest;
  readonly definitions: NodeDefinitions;
  /** The code of the kinds without a way out. */
  readonly closed: NodeExecutors;
  /** The same with one; only for nodes that were allowed to call. */
  readonly open: NodeExecutors | undefined;
  /** Runs another flow for real, and gives its output. */
  readonly callFlow: EffectExecutor["run"];
  /** Throws when the try has gone on for long enough. */
  readonly spend: () => void;
  readonly onRealCall: (node: NodePlan) => void;
}

/** The signal that a step waits for when it would have called out and has nothing to go on. */
export const ASKED = "try.question";

/** Every node that does something gets a kind of its own in the plan, and thereby its own executor. */
export function chooseExecutors(plan: FlowPlan, choice: ExecutorChoice): TriedFlow {
  const nodes: Record<string, NodePlan> = {};
  const executors = new Map<string, NodeExecutor>();
  const sources: Record<string, ResultSource> = {};
  for (const node of Object.values(plan.nodes)) {
    const chosen = choose(node, choice);
    sources[node.id] = chosen?.from ?? "ran";
    if (chosen === undefined) {
      nodes[node.id] = node;
      continue;
    }
    const kind = `try.${node.id}`;
    const executor = limited(choice.part.before.has(node.id) ? withoutPort(chosen.executor) : chosen.executor, choice.spend);
    executors.set(kind, executor);
    nodes[node.id] = { ...node, kind, behavior: behaviorOf(node, executor) };
  }
  for (const [kind, executor] of choice.closed) executors.set(kind, limited(executor, choice.spend));
  return { plan: { ...plan, nodes }, executors, sources };
}

/** A stop stays one: the engine ends the run by it. */
const behaviorOf = ({ behavior }: NodePlan, executor: NodeExecutor): NodeBehavior =>
  behavior === "stop" ? behavior : executor.behavior;

interface Chosen {
  readonly executor: NodeExecutor;
  readonly from: ResultSource;
}

/** `undefined`: what the kind does anyway, under its own name. */
function choose(node: NodePlan, choice: ExecutorChoice): Chosen | undefined {
  const { part, request, closed } = choice;
  const usual = closed.get(node.kind);
  if (part.failing.has(node.id)) return { executor: failing(node, answersOf(request, node.id)), from: "ran" };
  if (!usual) return undefined;
  if (request.disabled?.includes(node.id)) return { executor: passing(node, choice), from: "disabled" };
  if (Object.hasOwn(request.samples, node.id)) return given(node, usual, choice, request.samples[node.id]!, "pinned");
  const known = part.before.has(node.id) ? request.known : undefined;
  if (known && Object.hasOwn(known, node.id)) return given(node, usual, choice, known[node.id]!, "known");
  if (isCall(usual, node, choice)) return call(node, usual as EffectExecutor | ChildExecutor, choice);
  return part.before.has(node.id) ? { executor: usual, from: "ran" } : undefined;
}

/** A step that answers the caller of a webhook calls nobody. */
function isCall({ behavior }: NodeExecutor, { kind, config }: NodePlan, { definitions }: ExecutorChoice): boolean {
  if (behavior === "child") return true;
  return behavior === "effect" && definitions.get(kind)?.callerAnswer?.(config) !== "given";
}

const answersOf = ({ answers }: TryRequest, nodeId: string): readonly TryAnswer[] =>
  answers && Object.hasOwn(answers, nodeId) ? answers[nodeId]! : [];

function call(node: NodePlan, usual: EffectExecutor | ChildExecutor, choice: ExecutorChoice): Chosen {
  const { request, open } = choice;
  const prepare = (context: StepContext): Promise<JsonValue> =>
    usual.behavior === "child" ? usual.begin(context).then((wish) => ({ ...wish })) : usual.prepare(context);
  const answers = answersOf(request, node.id).filter(isOutcome);
  const mayCall = request.allowReal?.includes(node.id) === true;
  if (answers.length === 0 && !mayCall) return { executor: asking(prepare), from: "ran" };
  const real = usual.behavior === "child" ? choice.callFlow : (open?.get(node.kind) as EffectExecutor | undefined)?.run;
  const call: EffectExecutor["run"] = (context, input) => {
    choice.onRealCall(node);
    return real!(context, input);
  };
  const run = answering(node, answers, mayCall ? call : undefined);
  return { executor: { behavior: "effect", prepare, run }, from: mayCall ? "called" : "answered" };
}

const isOutcome = (answer: TryAnswer): answer is Outcome => answer.type === "output" || answer.type === "failure";

/** Gives what was pinned, and runs nothing: the body of a container neither. */
function given(
  node: NodePlan,
  usual: NodeExecutor,
  { definitions }: ExecutorChoice,
  output: JsonValue,
  from: ResultSource,
): Chosen {
  const definition = definitions.get(node.kind);
  const ports = definition?.ports(node.config) ?? [];
  const executor: PureExecutor = {
    behavior: "pure",
    run: async (context) => {
      const vars = definition?.setsVariables && isJsonObject(output) ? { vars: output } : {};
      const port = portNamed(ports, output) ?? (await portTaken(context, usual));
      return { output, ...vars, ...(port === undefined ? {} : { port }) };
    },
  };
  return { executor, from };
}

/** Does nothing, and leaves by the first output. */
function passing({ kind, config }: NodePlan, { definitions }: ExecutorChoice): PureExecutor {
  const [first] = definitions.get(kind)?.ports(config) ?? [];
  return { behavior: "pure", run: async () => ({ output: null, ...(first === undefined ? {} : { port: first.name }) }) };
}

/** The way a step with this output leaves by, as far as the output says so: `port` of a branch, `decision` of an approval. */
function portNamed(ports: readonly PortSpec[], output: JsonValue): string | undefined {
  if (!isJsonObject(output)) return undefined;
  return ports.find(({ name }) => name === output["port"] || name === output["decision"])?.name;
}

/** The way the node would take now, where that can be told without a call. */
async function portTaken(context: StepContext, usual: NodeExecutor): Promise<string | undefined> {
  if (usual.behavior !== "pure") return undefined;
  return usual.run(context).then(
    ({ port }) => port,
    () => undefined,
  );
}

/** Every attempt of a visit gets the same answer. Beyond the last one the call is made, or the last one given again. */
function answering(node: NodePlan, answers: readonly Outcome[], call: EffectExecutor["run"] | undefined): EffectExecutor["run"] {
  const visits = new Map<string, number>();
  return async (context, input) => {
    const { idempotencyKey } = context;
    const visit = visits.get(idempotencyKey) ?? visits.size;
    visits.set(idempotencyKey, visit);
    if (call && visit >= answers.length) return call(context, input);
    const answer = nthAnswer(answers, visit);
    if (answer.type === "output") return { output: answer.output };
    throw new StepFailure(madeUpFailure(node, answer));
  };
}

/** The last answer stands for all further visits. */
export const nthAnswer = <Answer extends TryAnswer>(answers: readonly Answer[], index: number): Answer =>
  answers[Math.min(index, answers.length - 1)]!;

const madeUpFailure = ({ id }: NodePlan, answer: TryAnswer | undefined) => ({
  code: answer?.type === "failure" && answer.code !== undefined ? answer.code : "try/example",
  message: answer?.type === "failure" ? answer.message : "An example failure, so that what follows it can be tried.",
  nodeId: id,
});

function failing(node: NodePlan, answers: readonly TryAnswer[]): PureExecutor {
  const answer = answers.find(({ type }) => type === "failure");
  return { behavior: "pure", run: () => Promise.reject(new StepFailure(madeUpFailure(node, answer))) };
}

/** Waits for an answer, and shows what would have been sent. */
const asking = (prepare: EffectExecutor["prepare"]): WaitExecutor => ({
  behavior: "wait",
  begin: async (context: StepContext) => ({ signal: ASKED, input: await prepare(context) }),
  wake: () => Promise.reject(new Error("A question of a try is answered by another try.")),
});

/** The way on is settled: it leads to the node that is tried. */
function withoutPort(executor: NodeExecutor): NodeExecutor {
  const drop = ({ port: _port, ...outcome }: StepOutcome): StepOutcome => outcome;
  switch (executor.behavior) {
    case "pure":
      return { ...executor, run: (context: StepContext) => executor.run(context).then(drop) };
    case "effect":
      return { ...executor, run: (context, input) => executor.run(context, input).then(drop) };
    case "wait":
      return { ...executor, wake: (context, wakeUp) => executor.wake(context, wakeUp).then(drop) };
    default:
      return executor;
  }
}
