import jsonata from "jsonata";
import { refuseUnlessFits, type Declared } from "./declared.ts";
import { StepFailure } from "./failure.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import type { Scope } from "./scope.ts";

/** Finds what `$useMapping("name@version", value)` applies. */
export type FindMapping = (key: string) => Expression | undefined;

/** A JSONata expression from `mappings/`. It stands in a step's config wherever a value may. */
export class Expression {
  readonly source: string;
  readonly #compiled: jsonata.Expression;
  readonly #declared: Declared;
  constructor(source: string, find?: FindMapping, declared: Declared = {}) {
    this.source = source;
    this.#compiled = jsonata(source);
    this.#declared = declared;
    if (find === undefined) return;
    this.#compiled.registerFunction("useMapping", async (key: string, value: unknown) => {
      const mapping = find(key);
      if (mapping === undefined) throw new Error(`There is no mapping ${key}`);
      return mapping.#apply(key, value);
    });
  }

  /** A reusable mapping sees its input and nothing else. JSON in, JSON out, both as it declares them. */
  async #apply(key: string, value: unknown): Promise<unknown> {
    const input = plain(value);
    const { input: wanted, output: promised } = this.#declared;
    if (wanted && input !== undefined) refuseUnlessFits(key, "input", wanted, input);
    const made = await this.#madeOf(key, input);
    if (promised && (input !== undefined || made !== undefined)) refuseUnlessFits(key, "output", promised, made);
    return made;
  }

  async #madeOf(key: string, input: Json | undefined): Promise<Json | undefined> {
    try {
      return plain(await this.#compiled.evaluate(input === undefined ? {} : { input }));
    } catch (error) {
      const message = `In the mapping ${key}: ${messageOf(error)}`;
      throw error instanceof StepFailure ? new StepFailure({ ...error.failure, message }) : new Error(message);
    }
  }

  /** The value over what the run knows; `undefined` where JSONata finds nothing. Throws `StepFailure`. */
  async evaluate(scope: Scope, names: JsonObject = {}): Promise<Json | undefined> {
    const { undo: _undo, ends: _ends, undone: _undone, ...visible } = scope;
    try {
      return plain(await this.#compiled.evaluate({ ...visible, ...names }));
    } catch (error) {
      if (error instanceof StepFailure) throw error;
      throw new StepFailure({ code: "expression/failed", message: `${messageOf(error)} (in ${this.source.slice(0, 80)})` });
    }
  }
}

const plain = (value: unknown): Json | undefined =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String((error as { message?: unknown }).message ?? error);

/** As JSONata decides: nothing, zero, "", false and empty lists do not hold. */
export function holds(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some(holds);
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** A config with expressions in it, as it is authored. */
export type Authored = Json | Expression | readonly Authored[] | { readonly [key: string]: Authored };

/** Puts values in the places of expressions. One without a value leaves its key out; in a list it becomes null. */
export async function resolve(authored: Authored, scope: Scope): Promise<Json | undefined> {
  if (authored instanceof Expression) return authored.evaluate(scope);
  if (Array.isArray(authored)) {
    const values: Json[] = [];
    for (const each of authored as readonly Authored[]) values.push((await resolve(each, scope)) ?? null);
    return values;
  }
  if (typeof authored !== "object" || authored === null) return authored as Json;
  const object: Record<string, Json> = {};
  for (const [key, each] of Object.entries(authored)) {
    const value = await resolve(each, scope);
    if (value !== undefined) object[key] = value;
  }
  return object;
}
