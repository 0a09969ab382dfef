import type { FlowPlan } from "../../core/compile/flow-plan.ts";
import type { Failure } from "../../core/failure.ts";
import { isJsonObject, parseJson, type JsonValue } from "../../core/json.ts";
import type { RunEvent, RunStatus } from "../../core/machine/run-event.ts";
import type { OutgoingEvent } from "../../runtime/event-bus.ts";
import type { Scenario } from "./scenario.ts";

/** What happened in a scenario's run. */
export interface ScenarioOutcome {
  readonly status: RunStatus;
  readonly output?: JsonValue;
  readonly failure?: Failure;
  readonly events: readonly RunEvent[];
  readonly calls: ReadonlyMap<string, number>;
  readonly emitted: readonly OutgoingEvent[];
}

/** One sentence for each expectation that was not met; none when all were. */
export function checkExpectation({ expect }: Scenario, outcome: ScenarioOutcome): string[] {
  const visited = visitedNodes(outcome.events);
  const undone = outcome.events.flatMap((event) => (event.type === "step.undone" ? [event.data.nodeId] : []));
  const failure = outcome.failure && ` (${outcome.failure.code}: ${outcome.failure.message})`;
  return [
    ...(outcome.status === expect.status ? [] : [`status is ${outcome.status}${failure ?? ""} instead of ${expect.status}`]),
    ...(expect.output === undefined ? [] : differences(expect.output, outcome.output, "output")),
    ...(expect.failure === undefined ? [] : differences(expect.failure, outcome.failure as JsonValue | undefined, "failure")),
    ...(expect.visited ?? []).filter((id) => !visited.has(id)).map((id) => `${id} was not visited`),
    ...(expect.notVisited ?? []).filter((id) => visited.has(id)).map((id) => `${id} was visited`),
    ...(expect.undone === undefined ? [] : differences(expect.undone, undone, "undone")),
    ...(expect.emitted === undefined ? [] : differences(plain(expect.emitted), plain(outcome.emitted), "emitted")),
    ...Object.entries(expect.calls ?? {})
      .filter(([id, count]) => (outcome.calls.get(id) ?? 0) !== count)
      .map(([id, count]) => `${id} called ${outcome.calls.get(id) ?? 0} times instead of ${count}`),
  ];
}

/** Without members that are undefined. */
const plain = (value: unknown): JsonValue => parseJson(JSON.stringify(value));

/** Names in a scenario that its flow does not have: a typo there would make an expectation hold for nothing. */
export function unknownNodes({ answers, decisions, trigger, expect }: Scenario, plans: readonly FlowPlan[]): string[] {
  const named = [
    ...Object.keys(answers ?? {}),
    ...Object.keys(decisions ?? {}),
    ...(trigger === undefined ? [] : [trigger]),
    ...(expect.visited ?? []),
    ...(expect.notVisited ?? []),
    ...(expect.undone ?? []),
    ...Object.keys(expect.calls ?? {}),
  ];
  const unknown = new Set(named.filter((id) => !plans.some(({ nodes }) => Object.hasOwn(nodes, id))));
  return [...unknown].map((id) => `the flow has no node "${id}"`);
}

function visitedNodes(events: readonly RunEvent[]): ReadonlySet<string> {
  const visited = new Set<string>();
  for (const event of events) {
    if (event.type === "run.started") visited.add(event.data.trigger);
    else if ("attempt" in event && event.type !== "step.canceled") visited.add(event.nodeId);
  }
  return visited;
}

/** Where `actual` lacks something of `wanted`: objects may hold more, everything else must be equal. */
function differences(wanted: JsonValue, actual: JsonValue | undefined, place: string): string[] {
  if (isJsonObject(wanted) && isJsonObject(actual)) {
    return Object.entries(wanted).flatMap(([key, value]) =>
      differences(value ?? null, Object.hasOwn(actual, key) ? actual[key] : undefined, `${place}.${key}`),
    );
  }
  if (Array.isArray(wanted) && Array.isArray(actual) && wanted.length === actual.length) {
    return wanted.flatMap((value: JsonValue, index) => differences(value, actual[index] as JsonValue, `${place}.${index}`));
  }
  if (!isContainer(wanted) && wanted === actual) return [];
  return [`${place} is ${JSON.stringify(actual) ?? "nothing"} instead of ${JSON.stringify(wanted)}`];
}

const isContainer = (value: JsonValue): boolean => typeof value === "object" && value !== null;
