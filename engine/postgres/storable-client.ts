import pg from "pg";
import { storableText } from "./columns.ts";

/**
 * A connection that stores whatever text people and programs send. Postgres refuses the character 0 in any value, and a
 * name, a reason or a key from outside may hold it: it is written, and looked for, as the replacement character. JSON is
 * not touched: there the character is an escape, which columns of JSON keep as it is.
 */
export class StorableClient extends pg.Client {
  override query: pg.Client["query"] = ((config: unknown, values: unknown, ...rest: unknown[]) =>
    this.#send(storableQuery(config), Array.isArray(values) ? storableValues(values) : values, ...rest)) as pg.Client["query"];

  readonly #send = super.query.bind(this) as (...query: unknown[]) => unknown;
}

function storableQuery(config: unknown): unknown {
  if (typeof config !== "object" || config === null || !("values" in config) || "submit" in config) return config;
  const { values } = config;
  const storable = Array.isArray(values) ? storableValues(values) : values;
  return storable === values ? config : { ...config, values: storable };
}

/** The same list when there is nothing to replace, which is nearly always. */
function storableValues(values: readonly unknown[]): readonly unknown[] {
  return values.some(holdsNul) ? values.map(storableValue) : values;
}

const holdsNul = (value: unknown): boolean =>
  typeof value === "string" ? value.includes("\u0000") : Array.isArray(value) && value.some(holdsNul);

function storableValue(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\u0000") ? storableText(value) : value;
  return Array.isArray(value) ? value.map(storableValue) : value;
}
