import jsonata from "jsonata";
import { StepFailure } from "./failure.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import type { Scope } from "./scope.ts";

/** A JSONata expression from `mappings/`. It stands in a step's config wherever a value may. */
export class Expression {
  readonly source: string;
  readonly #compiled: jsonata.Expression;
  constructor(source: string) {
    this.source = source;
    this.#compiled = jsonata(source);
  }

  /** The value over what the run knows; `undefined` where JSONata finds nothing. Throws `StepFailure`. */
  async evaluate(scope: Scope, names: JsonObject = {}): Promise<Json | undefined> {
    const { undo: _undo, ends: _ends, undone: _undone, ...visible } = scope;
    try {
      const value: unknown = await this.#compiled.evaluate({ ...visible, ...names });
      return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);
    } catch (error) {
      const message = error instanceof Error ? error.message : String((error as { message?: unknown }).message ?? error);
      throw new StepFailure({ code: "expression/failed", message: `${message} (in ${this.source.slice(0, 80)})` });
    }
  }
}

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
