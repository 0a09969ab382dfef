import { idFrom } from "../../../core/edit/fresh-id.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import type { BpmnDraft } from "./bpmn-draft.ts";
import { bodyOf, elementIn, eventOf, nameOf, textIn, typeOf, type BpmnElement } from "./bpmn-element.ts";

/** Nothing is done at an event of this sort: the line through it says all. */
const LINE_ONLY = "It is drawn as a line.";

export function writeStart(draft: BpmnDraft, event: BpmnElement): void {
  const container = elementIn(event, "$parent");
  if (container && draft.has(container)) return draft.note(event, "translated", "The body begins with what follows it.");
  const about = eventOf(event);
  if (about === undefined) return void draft.add(event, "trigger.manual", {});
  switch (typeOf(about)) {
    case "messageEventDefinition":
    case "signalEventDefinition": {
      const type = eventTypeOf(event, about);
      draft.note(event, "translated", `It starts with the event "${type}": let whoever sends the message put that on the bus.`);
      return void draft.add(event, "trigger.event", { types: [type] });
    }
    case "timerEventDefinition":
      return writeSchedule(draft, event, about);
    default:
      return void draft.placeholder(event, `A start by ${typeOf(about)} has no counterpart: choose another trigger.`);
  }
}

function writeSchedule(draft: BpmnDraft, event: BpmnElement, timer: BpmnElement): void {
  const cycle = bodyOf(timer, "timeCycle");
  const [, times, start, every] = /^R(\d*)\/(?:([^/]+)\/)?(P[^/]+)$/.exec(cycle ?? "") ?? [];
  if (times !== undefined && (times !== "" || start !== undefined))
    draft.note(event, "approximated", "It goes on for good, and from now: set when it begins and ends.");
  if (every !== undefined) return void draft.add(event, "trigger.schedule", { every });
  if (cycle !== undefined) return void draft.add(event, "trigger.schedule", { cron: cronOf(cycle) });
  draft.note(event, "approximated", "It starts once, at a time that the file says: start it by hand, or give it a schedule.");
  draft.add(event, "trigger.manual", {});
}

/** Quartz writes `?` for a day that does not count, numbers weekdays from 1, and may end with a year. */
const cronOf = (cycle: string): string =>
  cycle
    .replaceAll("?", "*")
    .split(/\s+/)
    .slice(0, 6)
    .map((field, index) => (index === 5 ? field.replace(/(?<![/#\d])[1-7]/g, (day) => String(Number(day) - 1)) : field))
    .join(" ");

export function writeEnd(draft: BpmnDraft, event: BpmnElement): void {
  const about = eventOf(event);
  if (about === undefined) return draft.note(event, "translated", "The line ends here.");
  switch (typeOf(about)) {
    case "terminateEventDefinition":
      return void draft.add(event, "stop", {});
    case "errorEventDefinition": {
      const error = elementIn(about, "errorRef");
      const message = textIn(error, "name") ?? textIn(error, "errorCode") ?? nameOf(event);
      return void draft.add(event, "stop", { outcome: "failed", message });
    }
    case "cancelEventDefinition":
      draft.note(event, "approximated", "The run fails here, and what it did is undone.");
      return void draft.add(event, "stop", { outcome: "failed", message: nameOf(event) });
    default:
      return writeThrow(draft, event);
  }
}

/** Something is told, or undone. */
export function writeThrow(draft: BpmnDraft, event: BpmnElement): void {
  const about = eventOf(event);
  if (about === undefined) return draft.note(event, "translated", LINE_ONLY);
  switch (typeOf(about)) {
    case "messageEventDefinition":
    case "signalEventDefinition":
    case "escalationEventDefinition":
      return writeEmit(draft, event, about);
    case "compensateEventDefinition":
      return void draft.add(event, "compensate", {});
    case "linkEventDefinition":
      return draft.note(event, "approximated", "Draw the line to the other end of the link yourself.");
    default:
      return void draft.placeholder(event, `To throw a ${typeOf(about)} has no counterpart.`);
  }
}

export function writeEmit(draft: BpmnDraft, element: BpmnElement, about: BpmnElement): void {
  const type = eventTypeOf(element, about);
  // An escalation goes to the activities around it, which the bus does not.
  const isTold = typeOf(about) !== "escalationEventDefinition";
  draft.note(
    element,
    isTold ? "translated" : "approximated",
    `It puts the event "${type}" on the bus: the file does not say what the event is to hold.`,
  );
  draft.add(element, "emit", { type });
}

/** The run waits for a time or a message. */
export function writeCatch(draft: BpmnDraft, event: BpmnElement): void {
  const about = eventOf(event);
  if (about === undefined) return draft.note(event, "translated", LINE_ONLY);
  switch (typeOf(about)) {
    case "timerEventDefinition":
      return writeTimer(draft, event, about);
    case "messageEventDefinition":
    case "signalEventDefinition":
      return writeWait(draft, event, about);
    case "linkEventDefinition":
      return draft.note(event, "approximated", "Draw the line from the other end of the link yourself.");
    default:
      return void draft.placeholder(event, `To wait for a ${typeOf(about)} has no counterpart.`);
  }
}

function writeTimer(draft: BpmnDraft, event: BpmnElement, timer: BpmnElement): void {
  const until = bodyOf(timer, "timeDate");
  if (until !== undefined) return void draft.add(event, "wait", { until: draft.data.template(until, event) });
  return void draft.add(event, "wait", { duration: durationOf(draft, event, timer) });
}

/** How long a timer takes, as ISO 8601 or an expression. Throws {@link UntranslatableText} without one. */
export function durationOf(draft: BpmnDraft, event: BpmnElement, timer: BpmnElement): string {
  const duration = bodyOf(timer, "timeDuration");
  if (duration === undefined) throw new UntranslatableText("Its timer says no duration: say how long it waits.");
  return draft.data.template(duration, event);
}

export function writeWait(draft: BpmnDraft, element: BpmnElement, about: BpmnElement): void {
  const signal = messageName(element, about);
  const isMessage = typeOf(about) === "messageEventDefinition" || typeOf(element) === "receiveTask";
  // A message from outside is sent to the run; what another process of the file or a signal tells all is on the bus.
  const isFromOutside = isMessage && !draft.isToldInside(element);
  draft.note(
    element,
    isFromOutside ? "translated" : "approximated",
    `Whoever sent the ${isMessage ? "message" : "signal"} sends the signal "${signal}" to the run.`,
  );
  draft.add(element, "wait", { signal });
}

const REFERENCES = ["messageRef", "signalRef", "escalationRef"];

function messageName(element: BpmnElement, about: BpmnElement): string {
  const [referred] = REFERENCES.flatMap((reference) => elementIn(about, reference) ?? []);
  return textIn(referred, "name") ?? nameOf(element);
}

/** `Order shipped` becomes `order.shipped`. */
const eventTypeOf = (element: BpmnElement, about: BpmnElement): string =>
  messageName(element, about)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ".")
    .replaceAll(/^\.+|\.+$/g, "") || idFrom(nameOf(element)).toLowerCase();
