import type { RetryPolicy } from "../../../core/flow/flow-document.ts";
import type { JsonObject, JsonValue } from "../../../core/json.ts";
import { conditionOf, isExpression, valueCode } from "./ows-expression.ts";
import { scopeOf, type Cursor, type OwsPlace } from "./ows-draft.ts";
import { inside, objectIn, tasksIn, textIn } from "./ows-source.ts";
import { collected } from "./write-containers.ts";
import type { TaskAt, TaskDrawn, WriteTask } from "./task-at.ts";

const TYPES = "https://serverlessworkflow.io/spec/1.0.0/errors";

/** A failure here as an error of the specification: what a call answered, or what ran out of time. */
const FAILURE = `{ "type": "${TYPES}/" & ($contains(error.code, "timeout") or $contains(error.code, "deadline") ? "timeout" : $contains(error.code, "http") ? "communication" : $contains(error.code, "expression") ? "expression" : "runtime"), "status": ($exists(error.details.status) ? error.details.status : $contains(error.code, "timeout") ? 408 : 500), "title": error.message }`;

/** Nodes that can fail, and lead on from there. */
const FAILING: ReadonlySet<string> = new Set(["http", "emit", "subFlow", "loop", "map", "assign", "branch"]);

/** The error that a task raises, as JSONata. */
export function raisedError({ draft, task, place, input }: TaskAt): string {
  const given = inside(task.source["raise"], "error");
  const error = typeof given === "string" ? draft.use("errors", given) : given;
  return valueCode(error ?? {}, scopeOf(task, place, input.data));
}

/** Tasks whose failures lead to what catches them. */
export const writeTry: WriteTask = (at): TaskDrawn => {
  const { draft, task, place, input } = at;
  const caught = objectIn(task.source, "catch");
  const begun = new Set(draft.sketch.nodes.map(({ id }) => id));
  const raised: Cursor[] = [];
  const retry = retryOf(at, caught);
  const inner: OwsPlace = { ...place, raised: (cursor) => void raised.push(cursor), ...(retry === undefined ? {} : { retry }) };
  const tried = at.inner(tasksIn(task.source["try"], `${task.path}/try`), inner, input);
  const failing = draft.sketch.nodes.filter(
    (node) => !begun.has(node.id) && node.parent === place.parent && FAILING.has(node.kind),
  );
  const calls = draft.sketch.nodes.filter((node) => !begun.has(node.id) && ["http", "emit", "subFlow"].includes(node.kind));
  if (retry !== undefined && calls.length > 1)
    draft.note(task, "approximated", "Each of its calls is tried again by itself, not all of them together.");
  const out = [...collected(at, tried)];
  // What is done before a call and after it can fail only where its data is not what it should be.
  const from = failing
    .filter(({ kind }) => kind !== "map" && kind !== "branch" && kind !== "assign")
    .concat(failing.filter(({ kind }) => kind === "map"));
  const ends = from
    .filter(({ id }) => !raised.some((cursor) => cursor.ends.some((end) => end.from === id)))
    .map(({ id }) => ({ from: id, kind: "error" as const }));
  if (ends.length === 0 && raised.length === 0) return { out, jumps: [] };
  return { out: [...handled(at, caught, { ends, data: FAILURE }, raised), ...out], jumps: [] };
};

function handled(at: TaskAt, caught: JsonObject, failure: Cursor, raised: readonly Cursor[]): readonly Cursor[] {
  const { draft, task, place, input } = at;
  const id = draft.sketch.mint(`${task.name}Error`);
  const codes = raised.map(({ data }) => data);
  const code = codes.reduceRight(
    (rest, data) => `$exists(${data}) ? ${data} : ${rest.startsWith("$exists") ? `(${rest})` : rest}`,
    failure.ends.length === 0 ? "null" : failure.data,
  );
  draft.add(task, place, { id, kind: "map", config: { expression: code } }, { name: `Error of ${task.name}` });
  draft.link(failure, id);
  for (const cursor of raised) draft.link(cursor, id);
  const name = textIn(caught, "as") ?? "error";
  const names = new Map([...place.names, [name, `steps.${id}`]]);
  const { cursor, rest } = filtered(at, caught, id, names);
  if (rest !== undefined) passOn(at, rest, id);
  const tasks = tasksIn(caught["do"], `${task.path}/catch`);
  if (tasks.length === 0) return [{ ends: cursor.ends, data: input.data }];
  return collected(at, at.inner(tasks, { ...place, names }, { ends: cursor.ends, data: input.data }));
}

/** Which errors are caught; the rest goes on to whoever is around. */
function filtered(
  at: TaskAt,
  caught: JsonObject,
  error: string,
  names: ReadonlyMap<string, string>,
): { cursor: Cursor; rest?: Cursor } {
  const { draft, task, place, input } = at;
  const wanted = Object.entries(objectIn(objectIn(caught, "errors"), "with"));
  const scope = { ...scopeOf(task, place, input.data), data: `steps.${error}`, names };
  const fits = wanted.map(([field, value]) => `steps.${error}.${field} = ${valueCode(value, scope)}`);
  const asked = textIn(caught, "when");
  const except = textIn(caught, "exceptWhen");
  const when = [
    ...fits,
    ...(asked === undefined ? [] : [conditionOf(asked, scope)]),
    ...(except === undefined ? [] : [`$not(${conditionOf(except, scope)})`]),
  ];
  const all: Cursor = { ends: [{ from: error }], data: input.data };
  if (when.length === 0) return { cursor: all };
  const id = draft.add(
    task,
    place,
    {
      id: draft.sketch.mint(`${task.name}Caught`),
      kind: "branch",
      config: { cases: [{ port: "caught", when: when.join(" and ") }] },
    },
    { name: `Is it caught by ${task.name}?` },
  );
  draft.link(all, id);
  return {
    cursor: { ends: [{ from: id, port: "caught" }], data: input.data },
    rest: { ends: [{ from: id, port: "otherwise" }], data: `steps.${error}` },
  };
}

function passOn({ draft, task, place }: TaskAt, cursor: Cursor, error: string): void {
  if (place.raised !== undefined) {
    const id = draft.add(
      task,
      place,
      { id: draft.sketch.mint(`${task.name}Raised`), kind: "map", config: { expression: `steps.${error}` } },
      { name: `Not caught by ${task.name}` },
    );
    draft.link(cursor, id);
    return place.raised({ ends: [{ from: id }], data: `steps.${id}` });
  }
  const id = draft.add(
    task,
    place,
    {
      id: draft.sketch.mint(`${task.name}Failed`),
      kind: "stop",
      config: { outcome: "failed", message: `="" & steps.${error}.title`, output: `=steps.${error}` },
    },
    { name: "Not caught" },
  );
  draft.link(cursor, id);
}

/** How the calls inside are tried again. */
function retryOf({ draft, task }: TaskAt, caught: JsonObject): RetryPolicy | undefined {
  const given = caught["retry"];
  const policy = typeof given === "string" ? draft.use("retries", given) : given;
  if (policy === undefined) return undefined;
  const attempt = inside(inside(inside(policy, "limit"), "attempt"), "count");
  const backoff = objectIn(policy, "backoff");
  const delay = inside(policy, "delay");
  if (
    backoff["linear"] !== undefined ||
    inside(inside(policy, "limit"), "duration") !== undefined ||
    inside(policy, "when") !== undefined ||
    inside(policy, "exceptWhen") !== undefined
  )
    draft.note(task, "approximated", "Of how it tries again only the number of times and the first pause are taken over.");
  const statuses = objectIn(objectIn(caught, "errors"), "with");
  const isPassing = Object.keys(statuses).every((key) => key === "type" || (key === "status" && isPassingStatus(statuses[key])));
  if (Object.keys(statuses).length > 0 && !isPassing)
    draft.note(task, "approximated", "It tries again after whatever may pass, not after the errors alone that it names.");
  return {
    maxAttempts: Math.min(100, (typeof attempt === "number" ? attempt : 99) + 1),
    initial: typeof delay === "string" ? delay : delay === undefined ? "PT0S" : isoOf(delay),
    factor: backoff["exponential"] === undefined ? 1 : 2,
    ...(Object.keys(statuses).length === 0 ? { on: ["*"] } : {}),
  };
}

const isPassingStatus = (status: JsonValue | undefined): boolean =>
  typeof status === "number" && !isExpression(status) && ([408, 425, 429].includes(status) || status >= 500);

function isoOf(value: JsonValue): string {
  const number = (name: string): number => {
    const given = inside(value, name);
    return typeof given === "number" ? given : 0;
  };
  const seconds =
    number("days") * 86_400 +
    number("hours") * 3_600 +
    number("minutes") * 60 +
    number("seconds") +
    number("milliseconds") / 1_000;
  return `PT${seconds}S`;
}
