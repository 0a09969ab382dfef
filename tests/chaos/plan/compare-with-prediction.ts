import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { Prediction } from "./predict-run.ts";

/** What became of a run. */
export interface Observation {
  readonly status: string;
  readonly events: readonly RunEvent[];
  /** Keys the sink accepted for this run, without the run id: `<node>#<visit>`. */
  readonly accepted: readonly string[];
}

/** What is not as the model says; empty when all is. */
export function compareWithPrediction(prediction: Prediction, { status, events, accepted }: Observation): readonly string[] {
  const problems: string[] = [];
  if (status !== prediction.status) problems.push(`ended ${status} instead of ${prediction.status}`);
  const effects = accepted.map((key) => key.replace(/#1$/, "")).toSorted();
  if (effects.join() !== prediction.effects.join())
    problems.push(`effects ${effects.join()} instead of ${prediction.effects.join()}`);
  return [...problems, ...doubleOutcomes(events), ...undoOrder(prediction, events)];
}

function doubleOutcomes(events: readonly RunEvent[]): string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const event of events) {
    if (event.type !== "step.completed" && event.type !== "step.failed" && event.type !== "step.canceled") continue;
    const step = `${event.nodeId}#${event.visit}`;
    if (seen.has(step)) twice.push(`${step} has two outcomes`);
    seen.add(step);
  }
  return twice;
}

/** Groups come last first, as predicted; and inside of a group each undo comes before that of what completed earlier. */
function undoOrder({ undone }: Prediction, events: readonly RunEvent[]): string[] {
  const actual = events.flatMap((event) => (event.type === "step.undone" ? [event.data.nodeId] : []));
  let from = 0;
  for (const group of undone) {
    const part = actual.slice(from, from + group.length);
    if (part.toSorted().join() !== [...group].toSorted().join())
      return [`undone ${actual.join()} instead of ${undone.map((ids) => ids.join("|")).join()}`];
    from += group.length;
  }
  if (from !== actual.length) return [`undone ${actual.slice(from).join()} too much`];
  const completedAt = (id: string) => events.find((event) => event.type === "step.completed" && event.nodeId === id)?.seq ?? 0;
  const order = actual.map(completedAt);
  return order.every((seq, index) => index === 0 || seq < order[index - 1]!)
    ? []
    : [`undo is not last in, first out: ${actual.join()}`];
}
