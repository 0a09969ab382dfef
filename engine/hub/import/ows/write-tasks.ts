import { jsonItems } from "../../../core/json.ts";
import { firstThere, type Cursor, type OwsDraft, type OwsPlace } from "./ows-draft.ts";
import { elementOf, textIn, type OwsTask } from "./ows-source.ts";
import type { TaskAt, TaskDrawn } from "./task-at.ts";
import { taskWriterOf } from "./task-writers.ts";
import { writeTask } from "./write-task.ts";

type Jump = TaskDrawn["jumps"][number];

/** Where a list of tasks is drawn, and what becomes of a way that ends the workflow. */
interface TaskList {
  readonly draft: OwsDraft;
  readonly place: OwsPlace;
  readonly finish: (cursor: Cursor, task: OwsTask) => void;
}

/**
 * Draws a list of tasks, one after the other; gives the ways on which it ends. A task goes on with the next one unless it
 * says `then`: the name of another task of the list, `exit` for the end of the list, or `end` for that of the workflow.
 */
export function writeTasks({ draft, place, finish }: TaskList, tasks: readonly OwsTask[], begin: Cursor): readonly Cursor[] {
  const jumps: Jump[] = [];
  const exits: Cursor[] = [];
  const entries = new Map<string, { readonly id: string; readonly cursor: Cursor }>();
  let ways: readonly Cursor[] = [begin];
  const inner: TaskAt["inner"] = (innerTasks, within, first) => writeTasks({ draft, place: within, finish }, innerTasks, first);
  tasks.forEach((task, index) => {
    draft.sketch.meet(elementOf(task));
    const given = [
      ...jumps
        .filter(({ to }) => to === task.name)
        .map(({ cursor }) => cursor)
        .toReversed(),
      ...ways,
    ];
    const input = entered(draft, tasks, { task, place, index, given, entries });
    const drawn = writeTask({ draft, task, place, input, inner, writerOf: taskWriterOf });
    ways = drawn.out;
    for (const jump of drawn.jumps) {
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
