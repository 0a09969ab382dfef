import type { JsonObject } from "../../../core/json.ts";
import type { SourceElement } from "../source-element.ts";
import { payloadOf } from "./asl-expression.ts";
import { elementOf } from "./asl-element.ts";
import { catches } from "./choice-condition.ts";
import { caughtId, listOf, nextStates, type AslState } from "./machine-data.ts";
import type { End, MachineDraft, Part } from "./machine-draft.ts";
import { placed } from "./state-config.ts";

/** The lines between the states of a machine, and where it begins and ends. */
export function connectStates(draft: MachineDraft): Part {
  const ends: End[] = [];
  for (const state of draft.machine.states.values()) {
    connectNext(draft, state, ends);
    connectCatchers(draft, state);
  }
  const entry = draft.written.get(draft.machine.startAt)?.entry;
  const ending = [...draft.machine.states.values()].filter(({ state }) => state["End"] === true || state["Type"] === "Succeed");
  const outputs = [...new Set(ending.toReversed().map((state) => draft.data.output(state)))];
  return { ...(entry === undefined ? {} : { entry }), ends, outputs };
}

function connectNext(draft: MachineDraft, state: AslState, ends: End[]): void {
  const { exit, main } = draft.written.get(state.name)!;
  const { state: source } = state;
  const kind = draft.node(main)?.kind;
  if (kind === "branch" && exit === main) {
    listOf(source["Choices"]).forEach((rule, index) => lead(draft, main, rule["Next"], `case${index + 1}`));
    return lead(draft, main, source["Default"], "otherwise");
  }
  for (const next of nextStates(source)) lead(draft, exit, next);
  const isOver = source["End"] === true || source["Type"] === "Succeed";
  if (isOver && kind !== "stop") ends.push({ from: exit });
}

function lead(draft: MachineDraft, from: string, to: unknown, port?: string): void {
  const target = typeof to === "string" ? draft.written.get(to) : undefined;
  if (target) draft.sketch.connect(from, target.entry, port === undefined ? {} : { port });
}

function connectCatchers(draft: MachineDraft, state: AslState): void {
  const catchers = listOf(state.state["Catch"]);
  const { main } = draft.written.get(state.name)!;
  if (catchers.length === 0 || draft.node(main)?.kind === "stop") return;
  const element = elementOf(state.name, state.state, draft.place);
  const failing: Failing = { draft, state, element };
  const ways = catchers.map((catcher, index) => ({
    to: writeCaught(failing, catcher, index),
    when: catches(catcher["ErrorEquals"]),
  }));
  const [first] = ways;
  if (ways.length === 1 && first?.when === "true") return leadFailures(draft, state, first.to);
  if (!ways.every(({ when }) => when === "true" || when.startsWith("(error.code")))
    draft.sketch.note(element, "approximated", "Which failure leads where is told by the name of the error in its text.");
  sortFailures(failing, ways);
}

/** A state that has catchers. */
interface Failing {
  readonly draft: MachineDraft;
  readonly state: AslState;
  readonly element: SourceElement;
}

/** Where failures for which `when` is true lead. */
interface FailureWay {
  readonly to: string;
  readonly when: string;
}

function sortFailures({ draft, state, element }: Failing, ways: readonly FailureWay[]): void {
  const cases = ways.map(({ when }, index) => ({ port: `error${index + 1}`, when }));
  const sorted = draft.add(
    element,
    draft.sketch.mint(`${state.id}Failed`),
    "branch",
    { cases },
    { name: `What failed in ${state.name}?` },
  );
  leadFailures(draft, state, sorted);
  ways.forEach(({ to }, index) => draft.sketch.connect(sorted, to, { port: `error${index + 1}` }));
  if (ways.some(({ when }) => when === "true")) return;
  const rest = draft.add(
    element,
    draft.sketch.mint(`${state.id}Uncaught`),
    "stop",
    { outcome: "failed", message: "=error.message" },
    { name: "Not caught" },
  );
  draft.sketch.connect(sorted, rest, { port: "otherwise" });
}

/** Whatever of a state can fail leads to where its failures go. */
function leadFailures(draft: MachineDraft, state: AslState, to: string): void {
  const { main, exit } = draft.written.get(state.name)!;
  const waits = draft.node(exit)?.kind === "wait" ? [exit] : [];
  for (const from of new Set([main, ...waits])) draft.sketch.connect(from, to, { kind: "error" });
}

/** What the state after a catcher is given. */
function writeCaught({ draft, state, element }: Failing, catcher: JsonObject, index: number): string {
  const error = '{ "Error": error.code, "Cause": error.message }';
  const scope = draft.scope(state);
  const expression =
    catcher["Output"] === undefined
      ? placed(catcher["ResultPath"], error, draft.data.input(state))
      : payloadOf(catcher["Output"], scope);
  const id = draft.add(element, caughtId(state, index), "map", { expression }, { name: `Failure of ${state.name}` });
  lead(draft, id, catcher["Next"]);
  return id;
}
