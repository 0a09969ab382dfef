import jsonata from "jsonata";
import { builtInNames } from "./infer/built-in-types.ts";

/**
 * JSONata has one object per built-in function for all expressions of the process, and `|$max|{ ... }|` writes on it: from
 * then on `$max` would be another function for everybody. So what makes it a function is fixed, and nothing can be added.
 *
 * The token and the position of its last call stay writable, because JSONata notes them there and some of its errors name
 * them. They are forgotten before each evaluation, so that an error does not tell of somebody else's expression.
 */
interface BuiltInFunction {
  readonly _jsonata_function: true;
  readonly implementation: object;
  readonly signature: object | undefined;
  token: string | undefined;
  position: number | undefined;
}

const known = new Map<string, BuiltInFunction>();

async function protect(name: string): Promise<void> {
  const found = (await jsonata(`$${name}`).evaluate(null)) as BuiltInFunction;
  for (const key of ["_jsonata_function", "implementation", "signature"]) {
    Object.defineProperty(found, key, { writable: false, configurable: false });
  }
  if (found.signature) Object.freeze(found.signature);
  known.set(name, Object.preventExtensions(Object.assign(found, { token: undefined, position: undefined })));
}

const done = Promise.all(builtInNames().map(protect));

/** To be called before an expression is evaluated that calls these, or any. Gives what to wait for, where it is too early. */
export function protectBuiltIns(names: Iterable<string> = known.keys()): Promise<unknown> | undefined {
  if (known.size === 0) return done;
  for (const name of names) {
    const found = known.get(name);
    if (found === undefined) continue;
    found.token = undefined;
    found.position = undefined;
  }
  return undefined;
}
