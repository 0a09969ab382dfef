import type { NodeBehavior } from "../../node-definition.ts";
import type { Problem } from "../../problem.ts";
import { FlowCourse, mayFail } from "../flow-course.ts";
import { nodeLabel, nodeProblem, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/**
 * In a flow that undoes its steps, what changes something outside is undone as well, or is done when nothing can fail any
 * more. Else a run that says it was compensated leaves something behind. A warning: leaving it may be what is wanted.
 */
export const effectWithoutUndo: Rule = {
  codes: ["flow/effect-without-undo"],
  check: (context) => {
    const undone = new Set(context.connected.filter(({ kind }) => kind === "compensation").map(({ from }) => from));
    if (undone.size === 0) return [];
    const course = new FlowCourse(context);
    return [...course.untilPivot()]
      .filter((entry) => changesOutside(entry) && entry.node.pivot !== true && !undone.has(entry))
      .toSorted((one, other) => one.index - other.index)
      .flatMap((entry) => checkEffect(entry, course, context));
  },
};

/** A config that does not fit its kind is another rule's business. */
const changesOutside = ({ definition, ports, config }: NodeEntry): boolean =>
  ports !== undefined && definition?.changesOutside?.(config) === true;

function checkEffect(entry: NodeEntry, course: FlowCourse, context: RuleContext): Problem[] {
  const later = [...course.after(entry)];
  const danger = later.find((each) => takesBack(each, entry, course, context) || endsRun(each, course, context));
  if (danger === undefined) return [];
  const message = `${nodeLabel(entry.node)} changes something outside that nothing undoes, ${whatFollows(entry, danger)}.`;
  return [
    nodeProblem(entry, { code: "flow/effect-without-undo", severity: "warning", message, fix: remedy(entry, danger, course) }),
  ];
}

const endsRun = (entry: NodeEntry, course: FlowCourse, context: RuleContext): boolean =>
  mayFail(entry, context) && course.caughtBy(entry) === undefined;

/** Whether a compensation goes back to before the step. */
function takesBack(
  { definition, config, ports }: NodeEntry,
  step: NodeEntry,
  course: FlowCourse,
  { byId }: RuleContext,
): boolean {
  if (definition?.behavior !== "compensate" || ports === undefined || definition.undoneNode?.(config) !== undefined) return false;
  const savepoint = definition.savepoint?.(config);
  const back = savepoint === undefined ? undefined : byId.get(savepoint);
  if (back === undefined) return savepoint === undefined;
  return course.around(step).includes(back) || course.after(back).has(step);
}

function whatFollows(entry: NodeEntry, danger: NodeEntry): string {
  if (danger === entry) return "and it runs again, when it can fail";
  const label = nodeLabel(danger.node).replace("Node", "node");
  const { behavior } = danger.definition!;
  if (behavior === "compensate") return `and ${label} takes back what was done around it`;
  return behavior === "stop" ? `and ${label} lets the run fail after it` : `and ${label} can fail after it`;
}

/** Behind these, nothing is done that the effect could follow. */
const ENDING: ReadonlySet<NodeBehavior> = new Set(["stop", "compensate"]);

function remedy(entry: NodeEntry, danger: NodeEntry, course: FlowCourse): string {
  const isInItem = course.around(entry).some(({ definition }) => definition?.turns?.items !== undefined);
  const mayWait = danger !== entry && !isInItem && !ENDING.has(danger.definition!.behavior);
  const ways = [
    "draw a compensation edge from it",
    ...(mayWait ? [`lead the flow to it after "${danger.node.id}"`] : []),
    ...(isInItem ? [] : ["mark it as the point of no return"]),
  ];
  const sentence = ways.length === 1 ? ways[0]! : `${ways.slice(0, -1).join(", ")} or ${ways.at(-1)!}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
