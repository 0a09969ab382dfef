import { isJsonObject, type JsonObject } from "../../../core/json.ts";
import { written } from "../written.ts";

export interface AslState {
  readonly name: string;
  readonly id: string;
  readonly state: JsonObject;
}

/** One list of states: the machine itself, a branch of a Parallel, or the body of a Map. */
export interface AslMachine {
  readonly states: ReadonlyMap<string, AslState>;
  readonly startAt: string;
  /** JSONata of what the first state is given. */
  readonly input: string;
}

interface Arrival {
  readonly from: AslState;
  /** The number of the catcher that leads here. */
  readonly catcher?: number;
}

export const listOf = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

export const resultId = ({ id }: AslState): string => `${id}Result`;
export const caughtId = ({ id }: AslState, catcher: number): string => `${id}Caught${catcher === 0 ? "" : catcher + 1}`;

/** JSONata of what a call gave, in the shape its resource gives it. */
export function answerOf({ id, state }: Pick<AslState, "id" | "state">): string {
  const resource = written(state["Resource"]);
  const at = `steps.${id}`;
  if (resource.includes(":::http:invoke"))
    return `{ "ResponseBody": ${at}.body, "StatusCode": ${at}.status, "Headers": ${at}.headers }`;
  return resource.includes(":::lambda:invoke") ? `{ "Payload": ${at} }` : at;
}

export const inputId = ({ id }: AslState): string => `${id}Input`;

/** States whose output is made by a node after the call, or from their input. */
export function hasResultNode({ state }: AslState): boolean {
  const type = state["Type"];
  if (type === "Parallel") return state["ResultPath"] !== null;
  if (type !== "Task" && type !== "Map") return type === "Wait" && state["Output"] !== undefined;
  if (state["Output"] !== undefined || answerOf({ id: "", state }) !== "steps.") return true;
  const path = state["ResultPath"];
  const isShaped = state["ResultSelector"] !== undefined || (state["OutputPath"] ?? "$") !== "$";
  return isShaped || (typeof path === "string" && path !== "$");
}

/**
 * Which expression gives a state its input. States hand their output on; here every step's output stays readable by its
 * name, so that the input of a state is the output of the last state before it that made one. Where several ways meet with
 * different outputs, a map node takes the one that is there.
 */
export class MachineData {
  readonly #machine: AslMachine;
  readonly #arrivals = new Map<string, Arrival[]>();
  readonly #depths = new Map<string, number>();
  readonly #known = new Map<string, readonly string[]>();

  constructor(machine: AslMachine) {
    this.#machine = machine;
    const arrive = (to: unknown, arrival: Arrival): void => {
      if (typeof to === "string") this.#arrivals.set(to, [...(this.#arrivals.get(to) ?? []), arrival]);
    };
    for (const from of machine.states.values()) {
      for (const to of nextStates(from.state)) arrive(to, { from });
      listOf(from.state["Catch"]).forEach((each, catcher) => arrive(each["Next"], { from, catcher }));
    }
    this.#measure();
  }

  /** JSONata of a state's input. */
  input(state: AslState): string {
    const ways = this.inputs(state);
    return ways.length > 1 ? `steps.${inputId(state)}` : (ways[0] ?? this.#machine.input);
  }

  /** The different outputs that may arrive, the latest first. */
  inputs(state: AslState, asked: ReadonlySet<string> = new Set()): readonly string[] {
    const known = this.#known.get(state.name);
    if (known) return known;
    if (asked.has(state.name)) return [];
    const inside = new Set([...asked, state.name]);
    const arrivals = (this.#arrivals.get(state.name) ?? []).toSorted((left, right) => this.#depth(right) - this.#depth(left));
    const ways = arrivals.flatMap(({ from, catcher }) => this.#outputs(from, catcher, inside));
    const all = [...new Set(state.name === this.#machine.startAt ? [...ways, this.#machine.input] : ways)];
    if (asked.size === 0) this.#known.set(state.name, all);
    return all;
  }

  /** JSONata of a state's output. */
  output(state: AslState): string {
    return this.#outputs(state, undefined, new Set())[0] ?? this.#machine.input;
  }

  #outputs(state: AslState, catcher: number | undefined, asked: ReadonlySet<string>): readonly string[] {
    if (catcher !== undefined) return [`steps.${caughtId(state, catcher)}`];
    if (hasResultNode(state)) return [`steps.${resultId(state)}`];
    const type = state.state["Type"];
    const isMade = type === "Task" || type === "Map" || type === "Pass" || type === "Parallel";
    if (isMade && state.state["ResultPath"] !== null) return [`steps.${state.id}`];
    const ways = this.inputs(state, asked);
    return ways.length > 1 ? [`steps.${inputId(state)}`] : ways;
  }

  #depth({ from }: Arrival): number {
    return this.#depths.get(from.name) ?? 0;
  }

  #measure(): void {
    const { states, startAt } = this.#machine;
    const order = [startAt];
    this.#depths.set(startAt, 0);
    for (const name of order) {
      const at = states.get(name);
      const next = at === undefined ? [] : [...nextStates(at.state), ...listOf(at.state["Catch"]).map((each) => each["Next"])];
      for (const to of next) {
        if (typeof to !== "string" || this.#depths.has(to)) continue;
        this.#depths.set(to, this.#depths.get(name)! + 1);
        order.push(to);
      }
    }
  }
}

export const nextStates = (state: JsonObject): readonly unknown[] => [
  state["Next"],
  ...listOf(state["Choices"]).map((rule) => rule["Next"]),
  state["Default"],
];
