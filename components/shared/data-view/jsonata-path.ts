/** Keys and indexes from the root of a value. */
export type DataPath = readonly (string | number)[];

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that mean something else where a name is expected. */
const RESERVED: ReadonlySet<string> = new Set(["and", "or", "in", "true", "false", "null", "function"]);

/** `steps.price.output` and `["lines", 0, "unit price"]` give ``steps.price.output.lines[0].`unit price` ``. */
export function jsonataPath(base: string, path: DataPath): string {
  let text = base;
  for (const part of path) {
    if (typeof part === "number") text += text === "" ? `$[${part}]` : `[${part}]`;
    else text += `${text === "" ? "" : "."}${quoteName(part)}`;
  }
  return text === "" ? "$" : text;
}

/** JSONata has no way to write a backtick in a quoted name; such a key is looked up. */
function quoteName(name: string): string {
  if (PLAIN_NAME.test(name) && !RESERVED.has(name)) return name;
  return name.includes("`") ? `$lookup($, ${JSON.stringify(name)})` : `\`${name}\``;
}
