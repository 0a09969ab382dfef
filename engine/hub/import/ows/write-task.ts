import type { JsonValue } from "../../../core/json.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { conditionOf, expressionOf, isExpression, valueCode } from "./ows-expression.ts";
import { scopeOf, type Cursor } from "./ows-draft.ts";
import { elementOf, innerTasks, inside, textIn } from "./ows-source.ts";
import type { TaskAt, TaskDrawn } from "./task-at.ts";

/** A task with all that surrounds it, or a placeholder where one part of it has no counterpart. */
export function writeTask(at: TaskAt): TaskDrawn {
  const { draft, task, place, input } = at;
  const before = { nodes: draft.sketch.nodes, edges: draft.sketch.edges };
  draft.sketch.nodes = [...before.nodes];
  draft.sketch.edges = [...before.edges];
  try {
    return drawn(at);
  } catch (error) {
    if (!(error instanceof UntranslatableText)) throw error;
    // Half of a task is worth nothing: the placeholder has all of it.
    draft.sketch.nodes = before.nodes;
    draft.sketch.edges = before.edges;
    const parent = place.parent === undefined ? {} : { parent: place.parent };
    const id = draft.sketch.placeholder(elementOf(task), draft.sketch.mint(task.name), error.message, parent);
    draft.link(input, id);
    for (const inner of innerTasks(task))
      draft.note(inner, "unsupported", `It is inside of "${task.name}", which a placeholder stands for.`);
    return { out: [{ ends: [{ from: id }], data: `steps.${id}` }], jumps: [] };
  }
}

const CHECKED = [
  ["input", "Its input is not checked against its schema: put a validate node before it."],
  ["output", "Its output is not checked against its schema: put a validate node behind it."],
] as const;

/** In the order of a run: whether it is done at all, what it is given, itself, what it gives and what it remembers. */
function drawn(at: TaskAt): TaskDrawn {
  const { draft, task } = at;
  const { source } = task;
  const condition = conditionBefore(at);
  for (const [field, why] of CHECKED) if (inside(source[field], "schema") !== undefined) draft.note(task, "approximated", why);
  const input = shapedInput(at, condition?.met ?? at.input);
  const { out, jumps } = at.writerOf(task)({ ...at, input });
  const ways = out.map((way) => exported(at, shapedOutput(at, way, input.data)));
  const then = textIn(source, "then");
  if (then !== undefined && then !== "continue")
    return { out: condition ? [condition.unmet] : [], jumps: [...jumps, ...ways.map((cursor) => ({ cursor, to: then }))] };
  return { out: condition ? doneOrNot(at, condition, ways) : ways, jumps };
}

/** The branch that an `if` becomes, and the ways out of it. */
interface Condition {
  readonly branch: string;
  readonly met: Cursor;
  readonly unmet: Cursor;
}

function conditionBefore({ draft, task, place, input: { ends, data } }: TaskAt): Condition | undefined {
  const asked = task.source["if"];
  if (typeof asked !== "string") return undefined;
  const when = conditionOf(asked, scopeOf(task, place, data));
  const branch = draft.add(
    task,
    place,
    { id: draft.sketch.mint(`${task.name}If`), kind: "branch", config: { cases: [{ port: "yes", when }], otherwise: "no" } },
    { name: `${task.name}?` },
  );
  draft.link({ ends, data }, branch);
  return {
    branch,
    met: { ends: [{ from: branch, port: "yes" }], data },
    unmet: { ends: [{ from: branch, port: "no" }], data },
  };
}

/** Where both ways come to one value, the branch says which it is: what the task gave in an earlier turn of a loop may still be there. */
function doneOrNot(
  { draft, task, place, input }: TaskAt,
  { branch, unmet }: Condition,
  done: readonly Cursor[],
): readonly Cursor[] {
  const [only, ...others] = done;
  if (only === undefined || others.length > 0 || only.data === input.data) return [...done, unmet];
  const code = `(steps.${branch}.port = "yes" ? ${only.data} : ${input.data})`;
  const ends = [...only.ends, ...unmet.ends];
  return [draft.shaped(task, place, { ends, data: code }, { code, suffix: "Result" })];
}

function shapedInput({ draft, task, place }: TaskAt, cursor: Cursor): Cursor {
  const from = inside(task.source["input"], "from");
  if (from === undefined) return cursor;
  return draft.shaped(task, place, cursor, { code: shapeCode(from, scopeOf(task, place, cursor.data)), suffix: "From" });
}

function shapedOutput({ draft, task, place }: TaskAt, way: Cursor, input: string): Cursor {
  const as = inside(task.source["output"], "as");
  if (as === undefined || way.ends.length === 0) return way;
  const code = shapeCode(as, scopeOf(task, place, way.data, { input, output: way.data }));
  return draft.shaped(task, place, way, { code, suffix: "Output" });
}

/** What a task exports is the context of the workflow from then on. */
function exported({ draft, task, place }: TaskAt, way: Cursor): Cursor {
  const as = inside(task.source["export"], "as");
  if (as === undefined || way.ends.length === 0) return way;
  const context = shapeCode(as, scopeOf(task, place, way.data, { output: way.data }));
  const id = draft.add(
    task,
    place,
    { id: draft.sketch.mint(`${task.name}Export`), kind: "assign", config: { values: { context } } },
    { name: `Remember from ${task.name}` },
  );
  draft.link(way, id);
  return { ends: [{ from: id }], data: way.data };
}

const shapeCode = (value: JsonValue, scope: Parameters<typeof valueCode>[1]): string =>
  typeof value === "string" && !isExpression(value) ? expressionOf(value, scope).code : valueCode(value, scope);
