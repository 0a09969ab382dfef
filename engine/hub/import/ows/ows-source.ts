import { isJsonObject, jsonItems, type JsonObject, type JsonValue } from "../../../core/json.ts";
import type { SourceElement } from "../source-element.ts";

export const inside = (value: unknown, name: string): JsonValue | undefined =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
export const textIn = (value: unknown, name: string): string | undefined => {
  const member = inside(value, name);
  return typeof member === "string" ? member : undefined;
};
export function objectIn(value: unknown, name: string): JsonObject {
  const member = inside(value, name);
  return isJsonObject(member) ? member : {};
}

/** A task with its place in the file: `do/book/try/charge`. */
export interface OwsTask {
  readonly name: string;
  readonly path: string;
  readonly source: JsonObject;
}

/** A list of tasks, each an object with one name. What has another form is a task with no kind, so that it is accounted for. */
export function tasksIn(list: JsonValue | undefined, path: string): readonly OwsTask[] {
  const entries = jsonItems(list);
  const taken = new Set<string>();
  return entries.flatMap((entry, index) =>
    Object.entries(isJsonObject(entry) ? entry : { [`task${index + 1}`]: {} }).map(([name, source]) => {
      let unique = `${path}/${name}`;
      while (taken.has(unique)) unique = `${unique}+`;
      taken.add(unique);
      return { name, path: unique, source: isJsonObject(source) ? source : {} };
    }),
  );
}

const KINDS = ["call", "do", "emit", "for", "fork", "listen", "raise", "run", "set", "switch", "try", "wait"] as const;
export type OwsKind = (typeof KINDS)[number];

export function kindOf(task: JsonObject): OwsKind | undefined {
  if (task["for"] !== undefined) return "for";
  if (task["try"] !== undefined) return "try";
  return KINDS.find((kind) => task[kind] !== undefined);
}

export function elementOf({ name, path, source }: OwsTask): SourceElement {
  const kind = kindOf(source) ?? "unknown";
  const called = textIn(source, "call");
  return { id: path, name, type: called === undefined ? kind : `call ${called}`, original: source };
}

/** Tasks inside of a task, at any depth. */
export function innerTasks({ path, source }: OwsTask): readonly OwsTask[] {
  const lists: readonly (readonly [JsonValue | undefined, string])[] = [
    [source["do"], "do"],
    [source["try"], "try"],
    [inside(source["catch"], "do"), "catch"],
    [inside(source["fork"], "branches"), "fork"],
    [inside(source["foreach"], "do"), "foreach"],
  ];
  const own = lists.flatMap(([list, name]) => tasksIn(list, `${path}/${name}`));
  return own.flatMap((task) => [task, ...innerTasks(task)]);
}
