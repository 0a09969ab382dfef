import { inferType, type Inference } from "../expression/infer/infer-type.ts";
import { flatItems } from "../expression/infer/read-type.ts";
import { fromJsonSchema, toJsonSchema } from "../expression/infer/type-schema.ts";
import { typeOfValue } from "../expression/infer/type-of-value.ts";
import { UNKNOWN, type Type } from "../expression/infer/type.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { parseSyntax } from "../expression/syntax/parse-syntax.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Schemas } from "../schema/check-schema.ts";
import type { ScopeView, TurnsAround } from "./scope-view.ts";

const ANY: JsonObject = {};
const FAILURE: JsonObject = {
  type: "object",
  title: "The failure that led here",
  required: ["code", "message"],
  properties: { code: { type: "string" }, message: { type: "string" }, nodeId: { type: "string" }, details: {} },
};
const RUN: JsonObject = {
  type: "object",
  required: ["id", "flow", "version", "startedAt"],
  properties: {
    id: { type: "string" },
    flow: { type: "string" },
    version: { type: "integer" },
    startedAt: { type: "string", format: "date-time" },
  },
};

/** How a call that can be looked up is named, and what the look-up was answered. */
const CALL: JsonObject = {
  type: "object",
  required: ["reference"],
  properties: { reference: { type: "string", title: "The same for every attempt of the step, fit for an address" } },
};
const ANSWER: JsonObject = {
  type: "object",
  title: "The answer to the look-up",
  required: ["status", "headers", "body"],
  properties: { status: { type: "integer" }, headers: { type: "object" }, body: {} },
};

/**
 * The types of a draft, as JSON Schemas: what its kind says of a step, or what its expression comes to over the types before
 * it. `{}` is what only a run can tell.
 */
export class ScopeShapes {
  readonly schemas: Schemas;
  readonly #view: ScopeView;
  readonly #given: (nodeId: string) => JsonValue | undefined;
  readonly #outputs = new Map<string, JsonObject>();

  /** `given`: a value the step is known to have given, which says more than nothing about its type. */
  constructor(view: ScopeView, given: (nodeId: string) => JsonValue | undefined) {
    this.#view = view;
    this.#given = given;
    this.schemas = view.document.schemas ?? {};
  }

  /** Of all that is in scope at a node; with `steps`, only those are filled in. */
  scope(nodeId: string, steps?: ReadonlySet<string>): JsonObject {
    const { names, optional } = this.#view.at(nodeId);
    const properties = Object.fromEntries([...names].map((name) => [name, this.root(nodeId, name, steps)]));
    return { type: "object", properties, required: [...names].filter((name) => !optional.has(name)) };
  }

  output(nodeId: string): JsonObject {
    const known = this.#outputs.get(nodeId);
    if (known !== undefined) return known;
    // A draft may hold a circle for a moment.
    this.#outputs.set(nodeId, ANY);
    const declared = this.#declared(nodeId);
    const value = Object.keys(declared).length === 0 ? this.#given(nodeId) : undefined;
    const shape = value === undefined ? declared : toJsonSchema(typeOfValue(value));
    this.#outputs.set(nodeId, shape);
    return shape;
  }

  /** Of one name of the scope. */
  root(nodeId: string, name: string, steps?: ReadonlySet<string>): JsonObject {
    const { turns, undone } = this.#view.at(nodeId);
    switch (name) {
      case "input":
        return this.input();
      case "steps":
        return this.#steps(nodeId, steps);
      case "vars":
        return { type: "object", title: "Variables", properties: this.#variables(nodeId) };
      case "env":
        return { type: "object", title: "Variables of the environment" };
      case "run":
        return RUN;
      case "error":
        return FAILURE;
      case "call":
        return CALL;
      case "answer":
        return ANSWER;
      case "step":
        return undone === undefined ? ANY : this.#undone(undone);
      case "index":
        return { type: "integer", title: "Number of the turn, from 0" };
      case "item":
        return this.item(turns[0]);
      case "outer":
        return this.#outer(turns.slice(1));
      default:
        return ANY;
    }
  }

  input(): JsonObject {
    const { input } = this.#view.document;
    if (input !== undefined) return input;
    const [first, ...others] = this.#view.triggers;
    return first === undefined || others.length > 0 ? ANY : this.output(first);
  }

  item(turn: TurnsAround | undefined): JsonObject {
    return turn?.items === undefined ? ANY : toJsonSchema(flatItems(this.#typeOf(turn.items, turn.id)));
  }

  #steps(nodeId: string, only: ReadonlySet<string> | undefined): JsonObject {
    const before = this.#view.at(nodeId).steps;
    const steps = [...(only ?? before.keys())].flatMap((id) => (before.has(id) ? [[id, before.get(id)] as const] : []));
    const properties = steps.map(([id]) => [id, { title: this.#view.node(id)?.name ?? id, ...this.output(id) }] as const);
    const required = steps.flatMap(([id, isSure]) => (isSure ? [id] : []));
    return {
      type: "object",
      title: "Steps before",
      properties: Object.fromEntries(properties),
      required,
      additionalProperties: false,
    };
  }

  #variables(nodeId: string): JsonObject {
    const outputs = this.#view.settersAt(nodeId).map((id) => this.output(id)["properties"]);
    return Object.assign({}, ...outputs.filter(isJsonObject)) as JsonObject;
  }

  #undone(undone: string): JsonObject {
    const properties = {
      input: {},
      output: this.output(undone),
      idempotencyKey: { type: "string", title: "Key its calls were made with" },
      cause: { ...FAILURE, title: "Why it is undone" },
    };
    return { type: "object", title: "The step to undo", required: ["input", "output", "idempotencyKey"], properties };
  }

  #outer([turn, ...rest]: readonly TurnsAround[]): JsonObject {
    if (turn === undefined) return ANY;
    const item = turn.items === undefined ? {} : { item: this.item(turn) };
    const outer = rest.length === 0 ? {} : { outer: this.#outer(rest) };
    return { type: "object", properties: { ...item, index: { type: "integer" }, ...outer } };
  }

  #declared(nodeId: string): JsonObject {
    const definition = this.#view.definitionOf(nodeId);
    const config = this.#view.node(nodeId)?.config ?? {};
    if (definition === undefined) return ANY;
    if (definition.behavior === "trigger" && this.#view.document.input !== undefined) return this.input();
    const parsed = definition.config.safeParse(config);
    const output = parsed.success ? definition.output?.(parsed.data) : undefined;
    // What was agreed on says more than what an expression shows.
    if (definition.outputOf !== undefined) return output ?? this.#ofExpressions(nodeId, config[definition.outputOf]);
    const isListOfTurns = output?.["type"] === "array" && definition.turns !== undefined;
    return isListOfTurns ? { ...output, items: this.#ofTurn(nodeId) } : (output ?? ANY);
  }

  /** A turn gives what its last node gives, or a member for each of several. */
  #ofTurn(container: string): JsonObject {
    const ends = this.#view.endsOf(container);
    if (ends.length === 1) return this.output(ends[0]!);
    return { type: "object", properties: Object.fromEntries(ends.map((id) => [id, this.output(id)])) };
  }

  #ofExpressions(nodeId: string, written: unknown): JsonObject {
    if (typeof written === "string") return this.#ofText(written, nodeId);
    if (!isJsonObject(written)) return ANY;
    const members = Object.entries(written).map(([name, text]) => [name, this.#ofExpressions(nodeId, text)] as const);
    return { type: "object", properties: Object.fromEntries(members), required: members.map(([name]) => name) };
  }

  /** What is known of an expression of a node: its type, and what can be said against it. */
  infer(nodeId: string, source: string): Inference | undefined {
    const tree = parseSyntax(source);
    const { mappings } = this.#view.document;
    const parsed = parseExpression(source);
    if (!tree.ok || !parsed.ok) return undefined;
    const { references, roots } = parsed.expression;
    const all = roots.includes("*") || (roots.includes("steps") && references.length === 0);
    const scope = this.scope(nodeId, all ? undefined : new Set(references));
    return inferType(tree, fromJsonSchema(scope, { schemas: this.schemas }), { mappings });
  }

  #typeOf(source: string, nodeId: string): Type {
    return this.infer(nodeId, source)?.type ?? UNKNOWN;
  }

  #ofText(source: string, nodeId: string): JsonObject {
    return toJsonSchema(this.#typeOf(source, nodeId));
  }
}
