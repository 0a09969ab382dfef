import { jsonItems, type JsonValue } from "../../../core/json.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { conditionOf, expressionOf, isExpression, valueCode } from "./ows-expression.ts";
import { firstThere, scopeOf, type Cursor, type OwsDraft, type OwsPlace } from "./ows-draft.ts";
import { elementOf, innerTasks, inside, textIn, type OwsTask } from "./ows-source.ts";
import { taskWriterOf } from "./task-writers.ts";

interface Jump {
  readonly cursor: Cursor;
  readonly to: string;
}

/**
 * Draws a list of tasks, one after the other; gives the ways on which it ends. A task goes on with the next one unless it
 * says `then`: the name of another task of the list, `exit` for the end of the list, or `end` for that of the workflow.
 */
export function writeTasks(
  draft: OwsDraft,
  tasks: readonly OwsTask[],
  place: OwsPlace,
  begin: Cursor,
  finish: (cursor: Cursor, task: OwsTask) => void,
): readonly Cursor[] {
  const jumps: Jump[] = [];
  const exits: Cursor[] = [];
  const entries = new Map<string, { readonly id: string; readonly cursor: Cursor }>();
  let ways: readonly Cursor[] = [begin];
  tasks.forEach((task, index) => {
    draft.sketch.meet(elementOf(task));
    const given = [
      ...jumps
        .filter(({ to }) => to === task.name)
        .map(({ cursor }) => cursor)
        .toReversed(),
      ...ways,
    ];
    const cursor = entered(draft, tasks, { task, place, index, given, entries });
    const went = attempt(draft, task, place, cursor, finish);
    ways = went.ways;
    for (const jump of went.jumps) {
      if (jump.to === "exit") exits.push(jump.cursor);
      else if (jump.to === "end") finish(jump.cursor, task);
      else if (jump.to === "continue") ways = [...ways, jump.cursor];
      else if (entries.has(jump.to)) leadBack(draft, jump, entries.get(jump.to)!);
      else if (tasks.some(({ name }) => name === jump.to)) jumps.push(jump);
      else draft.note(task, "approximated", `It goes on with "${jump.to}", which is not in its list: lead it there yourself.`);
    }
  });
  return [...exits, ...ways];
}

interface Entering {
  readonly task: OwsTask;
  readonly place: OwsPlace;
  readonly index: number;
  readonly given: readonly Cursor[];
  readonly entries: Map<string, { readonly id: string; readonly cursor: Cursor }>;
}

/** What a task is given. Where a later task leads back to it, a node takes what came last. */
function entered(draft: OwsDraft, tasks: readonly OwsTask[], { task, place, index, given, entries }: Entering): Cursor {
  const merged = draft.merged(task, place, given, "Input");
  if (!tasks.slice(index).some((later) => targetsOf(later).includes(task.name))) return merged;
  const id = draft.add(
    task,
    place,
    { id: draft.sketch.mint(`${task.name}Again`), kind: "map", config: { expression: merged.data } },
    { name: `Input of ${task.name}` },
  );
  draft.link(merged, id);
  entries.set(task.name, { id, cursor: merged });
  return { ends: [{ from: id }], data: `steps.${id}` };
}

function leadBack(
  draft: OwsDraft,
  { cursor, to }: Jump,
  { id, cursor: first }: { readonly id: string; readonly cursor: Cursor },
): void {
  draft.link(cursor, id);
  draft.sketch.nodes = draft.sketch.nodes.map((node) => {
    if (node.id !== id) return node;
    const before = String(node.config?.["expression"] ?? first.data);
    return {
      ...node,
      config: {
        expression: before.includes(cursor.data) && cursor.data !== "input" ? before : firstThere([cursor.data, before]),
      },
      name: node.name ?? to,
    };
  });
}

function targetsOf({ source }: OwsTask): readonly string[] {
  const cases = jsonItems(source["switch"]);
  const named = cases.flatMap((each) =>
    Object.values(typeof each === "object" && each !== null ? each : {}).flatMap((way) => textIn(way, "then") ?? []),
  );
  return [...named, ...(typeof source["then"] === "string" ? [source["then"]] : [])];
}

interface Went {
  /** Ways to the next task. */
  readonly ways: readonly Cursor[];
  readonly jumps: readonly Jump[];
}

function attempt(
  draft: OwsDraft,
  task: OwsTask,
  place: OwsPlace,
  cursor: Cursor,
  finish: (cursor: Cursor, task: OwsTask) => void,
): Went {
  const before = { nodes: draft.sketch.nodes, edges: draft.sketch.edges };
  draft.sketch.nodes = [...before.nodes];
  draft.sketch.edges = [...before.edges];
  try {
    return written(draft, task, place, cursor, finish);
  } catch (error) {
    if (!(error instanceof UntranslatableText)) throw error;
    // Half of a task is worth nothing: the placeholder has all of it.
    draft.sketch.nodes = before.nodes;
    draft.sketch.edges = before.edges;
    const id = draft.sketch.placeholder(
      elementOf(task),
      draft.sketch.mint(task.name),
      error.message,
      place.parent === undefined ? {} : { parent: place.parent },
    );
    draft.link(cursor, id);
    for (const inner of innerTasks(task))
      draft.note(inner, "unsupported", `It is inside of "${task.name}", which a placeholder stands for.`);
    return { ways: [{ ends: [{ from: id }], data: `steps.${id}` }], jumps: [] };
  }
}

function written(
  draft: OwsDraft,
  task: OwsTask,
  place: OwsPlace,
  begin: Cursor,
  finish: (cursor: Cursor, task: OwsTask) => void,
): Went {
  const { source } = task;
  const asked = source["if"];
  const ways: Cursor[] = [];
  let cursor = begin;
  let passed: string | undefined;
  if (typeof asked === "string") {
    const when = conditionOf(asked, scopeOf(task, place, begin.data));
    const id = draft.add(
      task,
      place,
      { id: draft.sketch.mint(`${task.name}If`), kind: "branch", config: { cases: [{ port: "yes", when }], otherwise: "no" } },
      { name: `${task.name}?` },
    );
    draft.link(begin, id);
    passed = id;
    ways.push({ ends: [{ from: id, port: "no" }], data: begin.data });
    cursor = { ends: [{ from: id, port: "yes" }], data: begin.data };
  }
  for (const [field, why] of CHECKED) if (inside(source[field], "schema") !== undefined) draft.note(task, "approximated", why);
  const from = inside(source["input"], "from");
  const input =
    from === undefined
      ? cursor
      : draft.shaped(task, place, cursor, { code: shapeCode(from, scopeOf(task, place, cursor.data)), suffix: "From" });
  const { out, jumps } = taskWriterOf(task)({
    draft,
    task,
    place,
    input,
    inner: (tasks, within, begins) => writeTasks(draft, tasks, within, begins, finish),
    writerOf: taskWriterOf,
  });
  const after = out.map((way) => exported(draft, task, place, outputOf(draft, task, place, way, input.data)));
  const then = textIn(source, "then");
  const led = after.map((way) => ({ cursor: way, to: then ?? "continue" }));
  const isNext = then === undefined || then === "continue";
  const [only] = after;
  if (isNext && passed !== undefined && only !== undefined && after.length === 1 && only.data !== begin.data) {
    // Which of the two it is says the branch: what the task gave in an earlier turn of a loop may still be there.
    const ends = [...only.ends, ...ways.flatMap((way) => way.ends)];
    const code = `(steps.${passed}.port = "yes" ? ${only.data} : ${begin.data})`;
    return { ways: [draft.shaped(task, place, { ends, data: code }, { code, suffix: "Result" })], jumps };
  }
  return { ways: isNext ? [...after, ...ways] : ways, jumps: [...jumps, ...(isNext ? [] : led)] };
}

const CHECKED = [
  ["input", "Its input is not checked against its schema: put a validate node before it."],
  ["output", "Its output is not checked against its schema: put a validate node behind it."],
] as const;

const shapeCode = (value: JsonValue, scope: Parameters<typeof valueCode>[1]): string =>
  typeof value === "string" && !isExpression(value) ? expressionOf(value, scope).code : valueCode(value, scope);

function outputOf(draft: OwsDraft, task: OwsTask, place: OwsPlace, way: Cursor, input: string): Cursor {
  const as = inside(task.source["output"], "as");
  if (as === undefined || way.ends.length === 0) return way;
  return draft.shaped(task, place, way, {
    code: shapeCode(as, scopeOf(task, place, way.data, { input, output: way.data })),
    suffix: "Output",
  });
}

/** What a task exports is the context of the workflow from then on. */
function exported(draft: OwsDraft, task: OwsTask, place: OwsPlace, way: Cursor): Cursor {
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
