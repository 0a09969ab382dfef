import { UntranslatableText } from "../untranslatable-text.ts";
import type { NodeExtras } from "../flow-sketch.ts";
import type { BpmnDraft } from "./bpmn-draft.ts";
import {
  attributeOf,
  bodyOf,
  elementIn,
  eventOf,
  extensionsOf,
  idOf,
  nameOf,
  textIn,
  typeOf,
  type BpmnElement,
} from "./bpmn-element.ts";
import { durationOf } from "./write-event.ts";
import { writeTask } from "./write-task.ts";

const SUB_PROCESSES: ReadonlySet<string> = new Set(["subProcess", "transaction", "adHocSubProcess"]);

export const isSubProcess = (element: BpmnElement): boolean => SUB_PROCESSES.has(typeOf(element));

/** A task or a sub-process; one that is repeated is the body of a container. */
export function writeActivity(draft: BpmnDraft, activity: BpmnElement): void {
  const repeated = elementIn(activity, "loopCharacteristics");
  const limits = limitsOf(draft, activity);
  if (repeated === undefined) {
    if (!isSubProcess(activity)) return writeTask(draft, activity, limits);
    if (typeOf(activity) === "adHocSubProcess")
      draft.note(activity, "approximated", "Its steps run as they are drawn, each once, not in an order that people choose.");
    return draft.openBody(activity, draft.add(activity, "block", {}, limits));
  }
  const container = writeContainer(draft, activity, repeated, limits);
  if (isSubProcess(activity)) return draft.openBody(activity, container);
  // The task itself is the one node of the body; its element keeps the container as the place where lines end.
  draft.nodeIds.delete(idOf(activity));
  try {
    writeTask(draft, activity, { parent: container });
  } finally {
    draft.nodeIds.set(idOf(activity), container);
  }
}

function writeContainer(draft: BpmnDraft, activity: BpmnElement, repeated: BpmnElement, limits: NodeExtras): string {
  if (typeOf(repeated) === "standardLoopCharacteristics") {
    const condition = bodyOf(repeated, "loopCondition");
    if (condition === undefined) throw new UntranslatableText("The loop says no condition: say how long it goes on.");
    if (repeated["testBefore"] !== true)
      draft.note(activity, "approximated", "The condition is asked before the first turn as well.");
    return draft.add(activity, "loop", { while: draft.data.expression(condition, activity) }, limits);
  }
  const concurrency = repeated["isSequential"] === true ? { concurrency: 1 } : {};
  return draft.add(activity, "forEach", { items: itemsOf(draft, activity, repeated), ...concurrency }, limits);
}

function itemsOf(draft: BpmnDraft, activity: BpmnElement, repeated: BpmnElement): string {
  const [zeebe] = extensionsOf(repeated, "loopCharacteristics");
  const collection =
    textIn(zeebe, "inputCollection") ??
    attributeOf(repeated, "collection") ??
    textIn(elementIn(repeated, "loopDataInputRef"), "name");
  if (collection !== undefined) return draft.data.expression(collection, activity);
  const times = bodyOf(repeated, "loopCardinality");
  if (times === undefined) throw new UntranslatableText("Over what it is repeated is not said: name the items.");
  return `[1..${draft.data.expression(times, activity)}]`;
}

/** An interrupting timer at the edge of an activity is the time it has. */
function limitsOf(draft: BpmnDraft, activity: BpmnElement): NodeExtras {
  const timer = draft.boundariesOf(activity).find((each) => isInterrupting(each) && isTimer(each));
  const about = timer && eventOf(timer);
  if (!timer || !about || HAS_OWN_LIMIT.has(typeOf(activity))) return {};
  return { deadline: durationOf(draft, timer, about) };
}

/** Their time limit is a setting of its own, and a port leads on from it. */
const HAS_OWN_LIMIT: ReadonlySet<string> = new Set(["userTask", "manualTask", "receiveTask"]);

const isInterrupting = ({ cancelActivity }: BpmnElement): boolean => cancelActivity !== false;
const isTimer = (event: BpmnElement): boolean => typeOf(eventOf(event) ?? event) === "timerEventDefinition";

/** An event at the edge of an activity. */
interface Boundary {
  readonly draft: BpmnDraft;
  readonly event: BpmnElement;
  /** What the event is of: a timer, an error and so on. */
  readonly about: BpmnElement;
  readonly activity: BpmnElement;
  /** The node of the activity. */
  readonly from: string;
}

/** What happens at the edge of an activity becomes a line of its node. */
export function writeBoundary(draft: BpmnDraft, event: BpmnElement): void {
  const activity = elementIn(event, "attachedToRef");
  const from = activity && draft.nodeIds.get(idOf(activity));
  const about = eventOf(event);
  if (activity === undefined || from === undefined || about === undefined)
    return void draft.placeholder(event, "What it belongs to could not be drawn.");
  const kind = typeOf(about);
  const at: Boundary = { draft, event, about, activity, from };
  if (kind === "compensateEventDefinition") return writeCompensation(at);
  if (!isInterrupting(event))
    return void draft.placeholder(event, "It leaves its activity going on: draw a branch beside the activity instead.");
  if (kind === "errorEventDefinition" || kind === "cancelEventDefinition") return writeErrorLine(at);
  if (kind === "timerEventDefinition") return writeTimeLimit(at);
  draft.placeholder(event, `An activity that a ${kind} ends has no counterpart: wait for the message in a branch beside it.`);
}

function writeErrorLine({ draft, event, about, from }: Boundary): void {
  draft.exits.set(idOf(event), [{ from, kind: "error" }]);
  const code = textIn(elementIn(about, "errorRef"), "errorCode");
  if (code !== undefined)
    draft.note(event, "approximated", `Every failure leads here, not only "${code}": sort them by error.code in a branch.`);
  else draft.note(event, "translated", "It is drawn as the error line of its activity.");
}

function writeTimeLimit({ draft, event, about, activity, from }: Boundary): void {
  const node = draft.sketch.nodes.find(({ id }) => id === from);
  if (node && HAS_OWN_LIMIT.has(typeOf(activity)) && (node.kind === "form" || node.kind === "wait")) {
    draft.sketch.nodes = draft.sketch.nodes.map((each) =>
      each === node ? { ...node, config: { ...node.config, timeout: durationOf(draft, event, about) } } : each,
    );
    draft.exits.set(idOf(event), [{ from, port: "timedOut" }]);
    return draft.note(event, "translated", "It is the time limit of its activity.");
  }
  draft.exits.set(idOf(event), [{ from, kind: "error" }]);
  draft.note(event, "approximated", `It is the deadline of "${nameOf(activity)}"; its other failures lead the same way.`);
}

/** The handler is tied to the event by an association, not by a line of the flow. */
function writeCompensation({ draft, event, activity, from }: Boundary): void {
  const handlers = draft.associations.flatMap((each) =>
    elementIn(each, "sourceRef") === event ? (elementIn(each, "targetRef") ?? []) : [],
  );
  const ids = handlers.flatMap((handler) => draft.nodeIds.get(idOf(handler)) ?? []);
  for (const id of ids) draft.sketch.connect(from, id, { kind: "compensation" });
  if (ids.length === 0) draft.note(event, "approximated", `What undoes "${nameOf(activity)}" is not drawn in the file: draw it.`);
  else draft.note(event, "translated", "It is drawn as the line to what undoes its activity.");
}
