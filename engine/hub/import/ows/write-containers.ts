import { entryAt } from "../script/script-value.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { listOfAll } from "../asl/asl-expression.ts";
import { conditionOf, expressionOf } from "./ows-expression.ts";
import { firstThere, scopeOf, type Cursor } from "./ows-draft.ts";
import { inside, objectIn, tasksIn, textIn } from "./ows-source.ts";
import type { TaskAt, TaskDrawn, WriteTask } from "./task-at.ts";

/** Tasks one after the other, as if they stood in the list around. */
export const writeDo: WriteTask = (at) => {
  const { task, place, input, inner } = at;
  return { out: collected(at, inner(tasksIn(task.source["do"], `${task.path}/do`), place, input)), jumps: [] };
};

/** The ways on which a list ends, as one. */
export function collected({ draft, task, place }: TaskAt, ways: readonly Cursor[]): readonly Cursor[] {
  return ways.length === 0 ? [] : [draft.merged(task, place, ways.toReversed(), "Result")];
}

/** A loop: each turn works on an item, and gets what the turn before it gave. */
export const writeFor: WriteTask = (at): TaskDrawn => {
  const { draft, task, place, input } = at;
  const about = objectIn(task.source, "for");
  const [each, position] = [textIn(about, "each") ?? "item", textIn(about, "at") ?? "index"];
  const scope = scopeOf(task, place, input.data);
  const source = textIn(about, "in");
  if (source === undefined) throw new UntranslatableText("What it goes through cannot be read: use a loop node.");
  const { sketch } = draft;
  const list = draft.shaped(task, place, input, { code: `$append([], ${expressionOf(source, scope).code})`, suffix: "Items" });
  const items = list.data;
  const id = sketch.mint(task.name);
  const [turn, result] = [sketch.mint(`${task.name}Turn`), sketch.mint(`${task.name}Result`)];
  const inside: typeof place = {
    ...place,
    parent: id,
    names: new Map([...place.names, [each, `steps.${turn}.item`], [position, `steps.${turn}.index`]]),
  };
  const { raised: _, ...within } = inside;
  const asked = textIn(task.source, "while");
  const data = `(index = 0 ? ${input.data} : steps.${result})`;
  const names = new Map([...place.names, [each, entryAt(items, "index")], [position, "index"]]);
  const goesOn = asked === undefined ? "" : ` and (${conditionOf(asked, { ...scope, data, names })})`;
  draft.add(task, place, { id, kind: "loop", config: { while: `index < $count(${items})${goesOn}`, maxIterations: 100_000 } });
  draft.link(list, id);
  draft.add(
    task,
    inside,
    { id: turn, kind: "map", config: { expression: `{ "data": ${data}, "item": ${entryAt(items, "index")}, "index": index }` } },
    { name: `Turn of ${task.name}` },
  );
  const body = tasksIn(task.source["do"], `${task.path}/do`);
  const ways = at.inner(body, within, { ends: [{ from: turn }], data: `steps.${turn}.data` });
  const after = firstThere([...new Set(ways.toReversed().map((way) => way.data))]);
  draft.add(
    task,
    inside,
    { id: result, kind: "map", config: { expression: ways.length === 0 ? `steps.${turn}.data` : after } },
    { name: `Result of ${task.name}` },
  );
  for (const way of ways) draft.link(way, result);
  if (ways.length === 0) sketch.connect(turn, result);
  if (ways.length > 1)
    draft.note(task, "approximated", "Of ways that a turn can end on, one of an earlier turn may be read: see its result.");
  const none = `$count(${items}) = 0${asked === undefined ? "" : ` or $not($exists(steps.${result}))`}`;
  return {
    out: [
      draft.shaped(
        task,
        place,
        { ends: [{ from: id }], data: `steps.${id}` },
        { code: `(${none} ? ${input.data} : steps.${result})`, suffix: "Output" },
      ),
    ],
    jumps: [],
  };
};

/** Branches side by side: all of them, or a race that the first one wins. */
export const writeFork: WriteTask = (at): TaskDrawn => {
  const { draft, task, place, input } = at;
  const about = objectIn(task.source, "fork");
  const branches = tasksIn(about["branches"], `${task.path}/fork`);
  if (branches.length === 0) throw new UntranslatableText("It has no branches.");
  const races = about["compete"] === true;
  const fork = draft.add(task, place, { id: draft.sketch.mint(task.name), kind: "map", config: { expression: input.data } });
  draft.link(input, fork);
  const begin: Cursor = { ends: [{ from: fork }], data: `steps.${fork}` };
  const ends = branches.map((branch) => collected({ ...at, task: branch }, at.inner([branch], place, begin)));
  if (ends.some((ways) => ways.length === 0))
    throw new UntranslatableText("One of its branches does not come to an end: draw it with a join.");
  const join = draft.add(
    task,
    place,
    { id: draft.sketch.mint(`${task.name}Join`), kind: "join", config: races ? { mode: "any" } : {} },
    { name: `${races ? "First" : "All"} of ${task.name}` },
  );
  const ways = ends.flat();
  for (const way of ways) draft.link(way, join);
  const code = races ? firstThere(ways.map(({ data }) => data)) : listOfAll(ways.map(({ data }) => data));
  if (inside(about, "compete") !== undefined && !races && about["compete"] !== false)
    draft.note(task, "approximated", "Whether its branches race is worked out.");
  return {
    out: [draft.shaped(task, place, { ends: [{ from: join }], data: `steps.${join}` }, { code, suffix: "Output" })],
    jumps: [],
  };
};
