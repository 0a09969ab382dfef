import type { Samples } from "../edit/flow-draft.ts";
import { parseExpression, type ParsedExpression } from "../expression/parse-expression.ts";
import { toPlainJson } from "../expression/plain-result.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { exampleValue } from "../schema/example-value.ts";
import type { ScopeShapes } from "./scope-shapes.ts";
import type { ScopeView, TurnsAround } from "./scope-view.ts";
import { seededRandom } from "../expression/seeded-random.ts";

/** Pinned by a person, given by the last try or run, worked out from the other samples, or made up from the type. */
export type SampleOrigin = "pinned" | "result" | "computed" | "example";

export interface SampleValue {
  readonly value: JsonValue;
  readonly origin: SampleOrigin;
}

/** One moment and one seed, so that the same draft always shows the same values. */
const MOMENT = { nowMs: Date.parse("2026-01-15T09:30:00.000Z"), random: seededRandom(0, "nothing") };
const FAILURE: JsonObject = { code: "http/status", message: "The call was answered with status 503." };
const RUN: JsonObject = { id: "01HV0000000000000000000000", version: 1, startedAt: "2026-01-15T09:30:00.000Z" };

/**
 * Values to try expressions on. That of a step is the pinned one, else that of the last try, else what its expression gives
 * over the values before it, else an example of its type. Only what is quick and sure to end is worked out here.
 */
export class ScopeSamples {
  readonly #view: ScopeView;
  readonly #shapes: ScopeShapes;
  readonly #given: (nodeId: string) => SampleValue | undefined;
  readonly #outputs = new Map<string, SampleValue | undefined>();

  constructor(view: ScopeView, shapes: ScopeShapes, given: (nodeId: string) => SampleValue | undefined) {
    this.#view = view;
    this.#shapes = shapes;
    this.#given = given;
  }

  /** A value for each name in scope, as far as there is one. */
  scope(nodeId: string, names = this.#view.at(nodeId).names, steps?: ReadonlySet<string>): JsonObject {
    const values = [...names].map((name) => [name, this.#root(nodeId, name, steps)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  output(nodeId: string): SampleValue | undefined {
    if (this.#outputs.has(nodeId)) return this.#outputs.get(nodeId);
    this.#outputs.set(nodeId, undefined);
    const known = this.#given(nodeId) ?? this.#computed(nodeId) ?? this.#example(this.#shapes.output(nodeId));
    this.#outputs.set(nodeId, known);
    return known;
  }

  input(): SampleValue {
    const [given] = this.#view.triggers.flatMap((id) => this.#given(id) ?? []);
    return given ?? { value: exampleValue(this.#shapes.input(), this.#shapes.schemas), origin: "example" };
  }

  #root(nodeId: string, name: string, steps: ReadonlySet<string> | undefined): JsonValue | undefined {
    const { turns, undone } = this.#view.at(nodeId);
    switch (name) {
      case "input":
        return this.input().value;
      case "steps":
        return this.#steps(nodeId, steps);
      case "vars":
        return Object.assign({}, ...this.#view.settersAt(nodeId).map((id) => this.output(id)?.value)) as JsonObject;
      case "run":
        return { ...RUN, flow: this.#view.document.id };
      case "error":
        return FAILURE;
      case "call":
        return { reference: `${RUN.id}.${nodeId}.1` };
      case "answer":
        return { status: 200, headers: {}, body: {} };
      case "step":
        return undone === undefined ? undefined : this.#undone(undone);
      case "index":
        return 0;
      case "item":
        return this.#item(turns[0]);
      case "outer":
        return this.#outer(turns.slice(1));
      default:
        return undefined;
    }
  }

  #undone(undone: string): JsonObject {
    const idempotencyKey = `${RUN.id}:${undone}#1`;
    return { input: null, output: this.output(undone)?.value ?? null, idempotencyKey, cause: FAILURE };
  }

  #steps(nodeId: string, only: ReadonlySet<string> | undefined): JsonObject {
    const before = this.#view.at(nodeId).steps;
    const ids = [...(only ?? before.keys())].filter((id) => before.has(id));
    const known = ids.map((id) => [id, this.output(id)?.value] as const);
    return Object.fromEntries(known.filter(([, value]) => value !== undefined));
  }

  #item(turn: TurnsAround | undefined): JsonValue | undefined {
    if (turn?.items === undefined) return undefined;
    const list = this.#ofText(turn.items, turn.id)?.value;
    const first = isJsonArray(list) ? list[0] : list;
    return first ?? this.#example(this.#shapes.item(turn))?.value;
  }

  #outer([turn, ...rest]: readonly TurnsAround[]): JsonObject | undefined {
    if (turn === undefined) return undefined;
    const [item, outer] = [this.#item(turn), this.#outer(rest)];
    return { ...(item === undefined ? {} : { item }), index: 0, ...(outer === undefined ? {} : { outer }) };
  }

  #computed(nodeId: string): SampleValue | undefined {
    const field = this.#view.definitionOf(nodeId)?.outputOf;
    const written = field === undefined ? undefined : this.#view.node(nodeId)?.config?.[field];
    if (typeof written === "string") return this.#ofText(written, nodeId);
    if (!isJsonObject(written)) return undefined;
    const members = Object.entries(written).map(([name, text]) => [name, this.#ofText(String(text), nodeId)?.value] as const);
    return { value: Object.fromEntries(members.filter(([, value]) => value !== undefined)), origin: "computed" };
  }

  #ofText(source: string, nodeId: string): SampleValue | undefined {
    const parsed = parseExpression(source, { mappings: this.#view.document.mappings });
    if (!parsed.ok || parsed.expression.bounded === undefined) return undefined;
    try {
      const value = toPlainJson(parsed.expression.bounded(this.#readBy(parsed.expression, nodeId), MOMENT));
      return value === undefined ? undefined : { value, origin: "computed" };
    } catch {
      // It fails on these samples, or leaves the bounds: a try will tell.
      return undefined;
    }
  }

  /** Only what the expression reads, so that a long flow does not work out everything for each step. */
  #readBy({ roots, references }: ParsedExpression, nodeId: string): JsonObject {
    const { names } = this.#view.at(nodeId);
    if (roots.includes("*")) return this.scope(nodeId);
    return this.scope(nodeId, new Set(roots.filter((root) => names.has(root))), stepsRead(roots, references));
  }

  #example(shape: JsonObject): SampleValue | undefined {
    if (Object.keys(shape).length === 0) return undefined;
    return { value: exampleValue(shape, this.#shapes.schemas), origin: "example" };
  }
}

/** `steps` as a whole is read when no step of it is named. */
const stepsRead = (roots: readonly string[], references: readonly string[]): ReadonlySet<string> | undefined =>
  roots.includes("steps") && references.length === 0 ? undefined : new Set(references);

export function givenSample(samples: Samples, results: Samples, nodeId: string): SampleValue | undefined {
  if (Object.hasOwn(samples, nodeId)) return { value: samples[nodeId]!, origin: "pinned" };
  return Object.hasOwn(results, nodeId) ? { value: results[nodeId]!, origin: "result" } : undefined;
}
