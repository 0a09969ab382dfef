import { z } from "zod";
import { StepFailure } from "../../core/failure.ts";
import { isJsonArray, type JsonValue } from "../../core/json.ts";
import type { BodyResult, ContainerExecutor, StepContext } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";
import { MAX_ITEMS } from "./definition.ts";

const resolved = z.object({
  items: z.string(),
  concurrency: z.int().default(10),
  tolerate: z.union([z.int(), z.string()]).default(0),
  collect: z.boolean().default(true),
});

/** A list is read piece by piece later, so it may be larger than other results. */
const LIST_CHARACTERS = 50_000_000;

export const forEachExecutor: ContainerExecutor = {
  behavior: "container",
  async advance(context, body) {
    const { items: source, concurrency, tolerate, collect } = readConfig(resolved, context);
    if (body) return { type: "done", output: resultOf(body, collect) };
    const items = toList(await context.evaluate(source, LIST_CHARACTERS), context);
    const maxFailures =
      typeof tolerate === "number" ? tolerate : Math.floor((items.length * Number.parseInt(tolerate, 10)) / 100);
    return { type: "open", items, opening: { count: items.length, concurrency, maxFailures, collect } };
  },
};

/** As JSONata sees lists: nothing is an empty one, a single value is a list of one. */
function toList(value: JsonValue | undefined, { node }: StepContext): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  const items = isJsonArray(value) ? value : [value];
  if (items.length <= MAX_ITEMS) return items;
  const message = `"${node.label}" was given ${items.length} items; the limit is ${MAX_ITEMS}. Split the list over several runs.`;
  throw new StepFailure({ code: "items/too-many", message, nodeId: node.id });
}

/** The outputs in the order of the items; `null` in the place of one that failed and was tolerated. */
function resultOf({ outputs, count }: BodyResult, collect: boolean): JsonValue {
  if (!collect) return { count };
  const results = new Array<JsonValue>(count).fill(null);
  for (const [index, output] of outputs) results[index] = output;
  return results;
}
