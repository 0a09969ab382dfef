import type { FlowPlan } from "../compile/flow-plan.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import type { JsonValue } from "../json.ts";
import { nodeOf } from "./draft.ts";

/**
 * Whether the compensations of a node come out right without what the node gave: they read its input, its key or the cause,
 * and not its output. In doubt they do not.
 */
export function undoesUnseen(plan: FlowPlan, nodeId: string): boolean {
  return nodeOf(plan, nodeId).undoBy.every((undo) =>
    textsIn(nodeOf(plan, undo.nodeId).config).every((text) => !readsOutput(plan, nodeId, text)),
  );
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((member: JsonValue | undefined) => textsIn(member));
}

/** `step` as a whole, or more of it than is known of a step that gave nothing. */
const STEP = /\bstep\b(?!\s*\.\s*(?:input|idempotencyKey|cause)\b)/;
/** `steps` without the name of one. */
const ALL_STEPS = /\bsteps\b(?!\s*\.\s*[\w`])/;

/** Text that is no expression reads nothing. */
function readsOutput({ mappings }: FlowPlan, nodeId: string, text: string): boolean {
  const isTemplate = text.startsWith("=");
  const source = isTemplate ? text.slice(1) : text;
  const parsed = parseExpression(source, { mappings });
  if (!parsed.ok) return isTemplate;
  const { roots, references, mayReadScope } = parsed.expression;
  if (mayReadScope || roots.includes("*") || references.includes(nodeId)) return true;
  return (roots.includes("step") && STEP.test(source)) || (roots.includes("steps") && ALL_STEPS.test(source));
}
