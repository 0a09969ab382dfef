import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { parseDuration } from "../../../core/duration.ts";
import { cronProblem } from "../../../core/schedule/cron.ts";
import { finishImport } from "../finish-import.ts";
import { FlowSketch } from "../flow-sketch.ts";
import type { ImportResult } from "../../../core/import/import-result.ts";
import type { SourceElement } from "../source-element.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { durationField, expressionOf, isExpression, valueCode, type OwsScope } from "./ows-expression.ts";
import { OwsDraft, type Cursor, type OwsPlace } from "./ows-draft.ts";
import { elementOf, innerTasks, inside, objectIn, tasksIn, textIn, type OwsTask } from "./ows-source.ts";
import { eventType } from "../event-type.ts";
import { writeTasks } from "./write-tasks.ts";

/** A workflow of the Open Workflow Specification 1.0, once called Serverless Workflow, as a flow. Its expressions are in jq. */
export function importOws(source: JsonObject, fileName: string): ImportResult {
  const about = objectIn(source, "document");
  const sketch = new FlowSketch();
  const draft = new OwsDraft(sketch, source);
  const root: OwsTask = { name: "workflow", path: "document", source: {} };
  const place: OwsPlace = { names: new Map() };
  const tasks = tasksIn(source["do"], "do");
  const begin = begun(draft, root, place);
  for (const task of tasks) for (const each of [task, ...innerTasks(task)]) sketch.meet(elementOf(each));
  const ways = writeTasks({ draft, place, finish: (cursor, task) => ended(draft, task, place, cursor) }, tasks, begin);
  if (ways.length > 0) finished(draft, root, place, ways.toReversed());
  noteLost(sketch, source);
  const timeout = inside(
    typeof source["timeout"] === "string" ? draft.use("timeouts", source["timeout"]) : source["timeout"],
    "after",
  );
  const summary = textIn(about, "summary");
  return finishImport(sketch, {
    format: "ows",
    name: textIn(about, "title") ?? textIn(about, "name") ?? fileName,
    ...(summary === undefined ? {} : { description: summary }),
    ...timeoutOf(sketch, timeout),
  });
}

function timeoutOf(sketch: FlowSketch, timeout: JsonValue | undefined): { timeout?: string } {
  if (timeout === undefined || timeout === null) return {};
  const text = isExpression(timeout)
    ? undefined
    : orNoted(sketch, "timeout", undefined, () => durationField(timeout, plainScope("input")));
  if (text !== undefined && parseDuration(text) !== undefined) return { timeout: text };
  part(sketch, "timeout", "approximated", "How long it may take cannot be read: give the flow a time limit.");
  return {};
}

/** What is no part of a task has no placeholder either: what cannot be translated is left out, and the report says so. */
function orNoted<T>(sketch: FlowSketch, id: string, otherwise: T, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UntranslatableText)) throw error;
    part(sketch, id, "approximated", `${error.message} Until then it is left out.`);
    return otherwise;
  }
}

const plainScope = (data: string): OwsScope => ({ data, taskName: "workflow", names: new Map() });

/** The start, and what the workflow makes of its input. */
function begun(draft: OwsDraft, root: OwsTask, place: OwsPlace): Cursor {
  const ends = startsOf(draft).map((from) => ({ from }));
  const from = inside(draft.source["input"], "from");
  if (inside(draft.source["input"], "schema") !== undefined)
    part(
      draft.sketch,
      "input",
      "approximated",
      "The input is not checked against its schema: give it to the flow as its input contract.",
    );
  const code = from === undefined ? "input" : orNoted(draft.sketch, "input.from", "input", () => shapeOf(from, "input"));
  return draft.shaped(root, place, { ends, data: "input" }, { code, suffix: "Input" });
}

/** Something of a workflow that is no task. */
function part(sketch: FlowSketch, id: string, outcome: "translated" | "approximated", note: string): void {
  sketch.note({ id, name: id, type: "workflow", original: null }, outcome, note);
}

function startsOf({ sketch, source }: OwsDraft): readonly string[] {
  const schedule = source["schedule"];
  const element: SourceElement = { id: "schedule", name: "Schedule", type: "schedule", original: schedule ?? null };
  const trigger = (kind: string, config: JsonObject): string =>
    sketch.add(element, sketch.mint("start"), kind, config, { name: "Start" });
  const cron = textIn(schedule, "cron");
  if (cron !== undefined && cronProblem(cron) === undefined) return [trigger("trigger.schedule", { cron })];
  const every = inside(schedule, "every");
  if (every !== undefined) return [trigger("trigger.schedule", { every: distance(sketch, every) })];
  const after = inside(schedule, "after");
  if (after !== undefined) {
    sketch.note(element, "approximated", "It starts at a fixed distance here, not some time after the run before has ended.");
    return [trigger("trigger.schedule", { every: distance(sketch, after), overlap: "skip" })];
  }
  const types = eventTypesOf(schedule);
  if (types.length > 0) {
    sketch.note(element, "approximated", "Its input is the event, and not a list of events.");
    return [trigger("trigger.event", { types })];
  }
  if (isJsonObject(schedule)) sketch.note(element, "approximated", "When it starts cannot be read: it is started by hand.");
  return [trigger("trigger.manual", {})];
}

const distance = (sketch: FlowSketch, value: JsonValue): string =>
  orNoted(sketch, "schedule", "P1D", () => durationField(value, plainScope("input")));

function eventTypesOf(schedule: unknown): readonly string[] {
  const on = inside(schedule, "on");
  const any = inside(on, "any");
  const filters = [inside(on, "one"), ...(Array.isArray(any) ? (any as readonly unknown[]) : [])];
  return filters.flatMap((filter) => textIn(inside(filter, "with"), "type") ?? []).map(eventType);
}

/** A way on which the workflow ends early, with its output so far. */
function ended(draft: OwsDraft, task: OwsTask, place: OwsPlace, cursor: Cursor): void {
  const id = draft.add(
    task,
    place,
    { id: draft.sketch.mint(`${task.name}End`), kind: "stop", config: { output: `=${resultOf(draft, cursor.data)}` } },
    { name: "End" },
  );
  draft.link(cursor, id);
}

function resultOf({ sketch, source }: OwsDraft, data: string): string {
  const as = inside(source["output"], "as");
  return as === undefined ? data : orNoted(sketch, "output.as", data, () => shapeOf(as, data));
}

/** An expression, or a value in which there are some. */
const shapeOf = (value: JsonValue, data: string): string =>
  typeof value === "string" && !isExpression(value)
    ? expressionOf(value, plainScope(data)).code
    : valueCode(value, plainScope(data));

/** The output of a run is that of its last node: a map node says it where it is something else. */
function finished(draft: OwsDraft, root: OwsTask, place: OwsPlace, ways: readonly Cursor[]): void {
  const all = draft.merged(root, place, ways, "Result");
  const [only] = all.ends;
  const result = resultOf(draft, all.data);
  const isLast = all.ends.length === 1 && only?.port === undefined && result === `steps.${only?.from}`;
  if (isLast || all.ends.length === 0) return;
  const id = draft.add(
    root,
    place,
    { id: draft.sketch.mint("output"), kind: "map", config: { expression: result } },
    { name: "Output" },
  );
  draft.link(all, id);
}

function noteLost(sketch: FlowSketch, source: JsonObject): void {
  const use = objectIn(source, "use");
  if (use["extensions"] !== undefined)
    part(sketch, "use.extensions", "approximated", "What extensions do before and after tasks is left out: draw it.");
  if (use["catalogs"] !== undefined) part(sketch, "use.catalogs", "approximated", "Functions of catalogs are not read.");
  if (inside(source["output"], "schema") !== undefined)
    part(sketch, "output", "approximated", "The output is not checked against its schema: put a validate node at the end.");
  if (source["evaluate"] !== undefined && inside(source["evaluate"], "language") !== "jq")
    part(sketch, "evaluate", "approximated", "Its expressions are read as jq.");
}
