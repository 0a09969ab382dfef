import { idFrom } from "../../../core/edit/fresh-id.ts";
import { isJsonArray, jsonItems, type JsonValue } from "../../../core/json.ts";
import { eventType } from "../event-type.ts";
import { objectAt } from "../object-at.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { conditionOf, durationField, expressionOf, fieldOf, isExpression, valueCode } from "./ows-expression.ts";
import { scopeOf } from "./ows-draft.ts";
import { inside, kindOf, objectIn, textIn, type OwsKind, type OwsTask } from "./ows-source.ts";
import { oneNode, type WriteTask } from "./task-at.ts";
import { writeCall } from "./write-call.ts";
import { writeDo, writeFor, writeFork } from "./write-containers.ts";
import { raisedError, writeTry } from "./write-try.ts";

const set: WriteTask = (at) => {
  const value = at.task.source["set"];
  const scope = scopeOf(at.task, at.place, at.input.data);
  return oneNode(at, "map", { expression: isExpression(value) ? expressionOf(value, scope).code : valueCode(value, scope) });
};

const wait: WriteTask = (at) =>
  oneNode(
    at,
    "wait",
    { duration: durationField(at.task.source["wait"], scopeOf(at.task, at.place, at.input.data)) },
    { data: at.input.data },
  );

const emit: WriteTask = (at) => {
  const event = objectIn(objectIn(at.task.source, "emit"), "event");
  const { type, data, subject, source } = objectIn(event, "with");
  const scope = scopeOf(at.task, at.place, at.input.data);
  if (typeof type !== "string" || isExpression(type))
    throw new UntranslatableText("The type of its event is worked out: put one emit node here for each type.");
  const config = {
    type: eventType(type),
    ...(data === undefined ? {} : { data: fieldOf(data, scope) }),
    ...(typeof subject === "string" && !isExpression(subject) ? { subject } : {}),
    ...(typeof source === "string" && !isExpression(source) ? { source } : {}),
  };
  if (isExpression(subject) || isExpression(source))
    at.draft.note(at.task, "approximated", "The source or subject of its event is worked out: it is left out.");
  return oneNode(at, "emit", config, { data: at.input.data });
};

const listen: WriteTask = (at) => {
  const to = objectIn(objectIn(at.task.source, "listen"), "to");
  const one = to["one"] ?? (isJsonArray(to["any"]) && to["any"].length === 1 ? to["any"][0] : undefined);
  const type = textIn(inside(one, "with"), "type");
  if (type === undefined || to["until"] !== undefined || at.task.source["foreach"] !== undefined)
    throw new UntranslatableText(
      "It waits for several events: wait for one signal after the other, or for one that says which it was.",
    );
  at.draft.note(
    at.task,
    "approximated",
    `Whoever puts the event "${type}" on the bus sends it to the run as the signal "${type}".`,
  );
  const id = at.draft.add(at.task, at.place, {
    id: at.draft.sketch.mint(at.task.name),
    kind: "wait",
    config: { signal: type.slice(0, 200) },
  });
  at.draft.link(at.input, id);
  return { out: [{ ends: [{ from: id }], data: `[steps.${id}]` }], jumps: [] };
};

const switchTask: WriteTask = ({ draft, task, place, input }) => {
  const listed = jsonItems(task.source["switch"]).flatMap((each, index) => Object.entries(objectAt(each, `switch/${index}`)));
  const asked = listed.filter(([, way]) => textIn(way, "when") !== undefined);
  const rest = listed.find(([, way]) => textIn(way, "when") === undefined)?.[1];
  if (asked.length === 0) throw new UntranslatableText("Its cases cannot be read: use a branch with conditions in JSONata.");
  const scope = scopeOf(task, place, input.data);
  const cases = asked.map(([, way], index) => ({ port: `case${index + 1}`, when: conditionOf(textIn(way, "when")!, scope) }));
  const id = draft.add(task, place, { id: draft.sketch.mint(task.name), kind: "branch", config: { cases } });
  draft.link(input, id);
  const way = (port: string, then: JsonValue | undefined) => ({
    cursor: { ends: [{ from: id, port }], data: input.data },
    to: typeof then === "string" ? then : "continue",
  });
  return {
    out: [],
    jumps: [
      ...asked.map(([, each], index) => way(`case${index + 1}`, inside(each, "then"))),
      way("otherwise", inside(rest, "then")),
    ],
  };
};

const raise: WriteTask = (at) => {
  const { draft, task, place, input } = at;
  const error = raisedError(at);
  if (place.raised !== undefined) {
    const { out } = oneNode(at, "map", { expression: error });
    for (const cursor of out) place.raised(cursor);
    return { out: [], jumps: [] };
  }
  const title = textIn(inside(task.source["raise"], "error"), "title");
  const id = draft.add(task, place, {
    id: draft.sketch.mint(task.name),
    kind: "stop",
    config: { outcome: "failed", ...(title === undefined || isExpression(title) ? {} : { message: title }), output: `=${error}` },
  });
  draft.link(input, id);
  return { out: [], jumps: [] };
};

const run: WriteTask = (at) => {
  const process = objectIn(at.task.source, "run");
  const workflow = objectIn(process, "workflow");
  const name = textIn(workflow, "name");
  if (name === undefined || isExpression(name))
    throw new UntranslatableText(
      `It runs a ${Object.keys(process).find((key) => key !== "await") ?? "process"}, which flows do not: offer what it does over HTTP and call that.`,
    );
  const flow = idFrom(name);
  const waits = process["await"] !== false;
  const scope = scopeOf(at.task, at.place, at.input.data);
  const input = workflow["input"] === undefined ? `=${at.input.data}` : fieldOf(workflow["input"], scope);
  at.draft.note(at.task, "translated", `Import the workflow "${name}" as the flow "${flow}", too.`);
  return oneNode(at, "subFlow", { flow, input, ...(waits ? {} : { wait: false }) }, waits ? {} : { data: at.input.data });
};

const WRITERS: Readonly<Record<OwsKind, WriteTask>> = {
  call: writeCall,
  do: writeDo,
  emit,
  for: writeFor,
  fork: writeFork,
  listen,
  raise,
  run,
  set,
  switch: switchTask,
  try: writeTry,
  wait,
};

export function taskWriterOf(task: OwsTask): WriteTask {
  const kind = kindOf(task.source);
  if (kind === undefined) throw new UntranslatableText("What it does is not known here: put nodes in its place that do it.");
  return WRITERS[kind];
}
