import { isJsonObject } from "../../../core/json.ts";
import type { BpmnDraft } from "./bpmn-draft.ts";
import { bodyOf, elementIn, eventOf, idOf, nameOf, typeOf, type BpmnElement } from "./bpmn-element.ts";
import { durationOf } from "./write-event.ts";

export function writeGateway(draft: BpmnDraft, gateway: BpmnElement): void {
  const isJoin = draft.into(gateway).length > 1;
  const isFork = draft.outOf(gateway).length > 1;
  switch (typeOf(gateway)) {
    case "exclusiveGateway":
      return isFork ? writeChoice(draft, gateway) : draft.note(gateway, "translated", "Its lines meet at what follows it.");
    case "parallelGateway":
      if (isJoin) return void draft.add(gateway, "join", {});
      return draft.note(gateway, "translated", "Its lines leave from what is before it.");
    case "inclusiveGateway":
      return writeInclusive(draft, gateway, isJoin, isFork);
    case "eventBasedGateway":
      return;
    default:
      return void draft.placeholder(gateway, "A complex gateway has no counterpart: write its rule as a branch or a join.");
  }
}

/** One way is taken: the first whose condition holds, else the default. */
function writeChoice(draft: BpmnDraft, gateway: BpmnElement): void {
  const flows = draft.outOf(gateway);
  const otherwise = elementIn(gateway, "default");
  const conditional = flows.filter((flow) => flow !== otherwise);
  const cases = conditional.map((flow, index) => {
    const port = `case${index + 1}`;
    draft.ports.set(idOf(flow), port);
    return { port, when: conditionOf(draft, flow, gateway) };
  });
  if (otherwise) draft.ports.set(idOf(otherwise), "otherwise");
  draft.add(gateway, "branch", { cases });
}

/** Several ways may be taken: each has a question of its own. */
function writeInclusive(draft: BpmnDraft, gateway: BpmnElement, isJoin: boolean, isFork: boolean): void {
  if (!isFork) {
    if (isJoin) draft.note(gateway, "translated", "It waits for all branches that are still on their way.");
    return isJoin ? void draft.add(gateway, "join", {}) : undefined;
  }
  const fork = draft.add(gateway, isJoin ? "join" : "map", isJoin ? {} : { expression: "input" });
  draft.note(gateway, "translated", "Each of its ways has a question of its own.");
  const conditions = draft.outOf(gateway).filter((flow) => flow !== elementIn(gateway, "default"));
  for (const flow of draft.outOf(gateway)) {
    const isDefault = !conditions.includes(flow);
    const asked = (isDefault ? conditions : [flow]).map((each) => `(${conditionOf(draft, each, gateway)})`).join(" or ");
    const when = isDefault ? `$not(${asked})` : asked;
    const id = draft.mint(gateway, "Way");
    draft.nodeIds.set(idOf(flow), id);
    const name = `${nameOf(elementIn(flow, "targetRef") ?? flow)}?`;
    draft.add(flow, "branch", { cases: [{ port: "yes", when }], otherwise: "no" }, { ...draft.place(gateway), name });
    draft.sketch.connect(fork, id);
    draft.exits.set(idOf(flow), [{ from: id, port: "yes" }]);
  }
}

/** A way without a condition would always be taken: it must be said when. */
const conditionOf = (draft: BpmnDraft, flow: BpmnElement, gateway: BpmnElement): string => {
  const condition = bodyOf(flow, "conditionExpression");
  if (condition !== undefined) return draft.data.expression(condition, gateway);
  draft.note(gateway, "approximated", "One of its ways has no condition in the file: say when it is taken.");
  return "false";
};

/**
 * What comes first of a message and a time is a wait with a time limit. Other races are left to a person.
 */
export function writeRace(draft: BpmnDraft, gateway: BpmnElement): void {
  const ways = draft.outOf(gateway).flatMap((flow) => elementIn(flow, "targetRef") ?? []);
  const timers = ways.filter((each) => typeOf(eventOf(each) ?? each) === "timerEventDefinition");
  const [wait, ...others] = ways.filter((each) => !timers.includes(each));
  const node = draft.sketch.nodes.find(({ id }) => id === (wait && draft.nodeIds.get(idOf(wait))));
  const [timer] = timers;
  const about = timer && eventOf(timer);
  if (!wait || node?.kind !== "wait" || others.length > 0 || timers.length > 1 || (timer && !about)) {
    draft.placeholder(gateway, "The first of several messages wins here: wait for one signal that says which it was.");
    return;
  }
  draft.note(gateway, "translated", "It is a wait with a time limit.");
  if (!timer || !about) return;
  const timeout = durationOf(draft, timer, about);
  const config = isJsonObject(node.config) ? node.config : {};
  const dropped = draft.nodeIds.get(idOf(timer));
  draft.sketch.nodes = draft.sketch.nodes
    .filter(({ id }) => id !== dropped)
    .map((each) => (each === node ? { ...node, config: { ...config, timeout } } : each));
  draft.nodeIds.delete(idOf(timer));
  draft.absorbed.add(idOf(timer));
  draft.exits.set(idOf(timer), [{ from: node.id, port: "timedOut" }]);
  draft.note(timer, "translated", "It is the time limit of the wait beside it.");
}
