import type { RunEvent } from "../../core/machine/run-event.ts";
import { stepKey, type RunState } from "../../core/machine/run-state.ts";
import type { Outcome, ResultSource, TriedNode, TryQuestion } from "../../runtime/tries.ts";
import { ASKED } from "./try-executors.ts";

/** Outcomes of single visits are kept for the first of them. */
const KEPT_VISITS = 100;

/** What the events of a run say of each node; of one that was come to several times, the last that is over. */
export function nodeResults(
  events: readonly RunEvent[],
  sources: Readonly<Record<string, ResultSource>>,
): Readonly<Record<string, TriedNode>> {
  const nodes: Record<string, TriedNode> = {};
  const outcomes = new Map<string, Outcome[]>();
  for (const event of events) {
    const said = resultOf(event);
    if (!said) continue;
    const { nodeId, ...result } = said;
    const before = outcomes.get(nodeId) ?? [];
    outcomes.set(nodeId, before);
    if (before.length < KEPT_VISITS) before.push(outcomeOf(result));
    nodes[nodeId] = { ...result, from: sources[nodeId] ?? "ran", outcomes: before, visits: (nodes[nodeId]?.visits ?? 0) + 1 };
  }
  return nodes;
}

function outcomeOf({ output = null, failure }: Omit<Said, "nodeId">): Outcome {
  if (!failure) return { type: "output", output };
  return { type: "failure", message: failure.message, code: failure.code };
}

type Said = Omit<TriedNode, "from" | "outcomes" | "visits"> & { readonly nodeId: string };

function resultOf(event: RunEvent): Said | undefined {
  switch (event.type) {
    case "run.started":
      return { nodeId: event.data.trigger, state: "done", output: event.data.input };
    case "step.completed": {
      const { output, port } = event.data;
      return { nodeId: event.nodeId, state: "done", output, ...(port === undefined ? {} : { port }) };
    }
    case "step.failed":
    case "step.undecided":
      return { nodeId: event.nodeId, state: "failed", failure: event.data.failure };
    default:
      return undefined;
  }
}

/** Steps that wait for something only a person can give, in the order they began to wait. */
export function openQuestions(events: readonly RunEvent[], { active }: RunState): readonly TryQuestion[] {
  return events.flatMap((event) => {
    if (event.type !== "step.waiting") return [];
    const step = active[stepKey(event.nodeId, event.visit)];
    if (step?.phase !== "waiting") return [];
    const question = questionOf(event);
    return question ? [{ nodeId: event.nodeId, visit: event.visit, ...question }] : [];
  });
}

type WithoutPlace<Question> = Question extends unknown ? Omit<Question, "nodeId" | "visit"> : never;

function questionOf({ data }: Extract<RunEvent, { type: "step.waiting" }>): WithoutPlace<TryQuestion> | undefined {
  const canTimeOut = data.dueAt !== undefined;
  if (data.signal === ASKED) return { type: "call", request: data.input ?? null };
  if (data.approval) {
    const { title, details, form, initial } = data.approval;
    if (!form) return { type: "approval", title, canTimeOut, ...(details === undefined ? {} : { details }) };
    return { type: "form", title, form, canTimeOut, ...(initial === undefined ? {} : { initial }) };
  }
  return data.signal === undefined ? undefined : { type: "signal", name: data.signal, canTimeOut };
}
