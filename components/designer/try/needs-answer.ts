import { nodeDefinitions } from "#engine/nodes/definitions.ts";

/** Whether a node of this kind reaches outside or asks people: what it gives has to come from somewhere. */
export function needsAnswer(kind: string): boolean {
  const behavior = nodeDefinitions.get(kind)?.behavior;
  return behavior === "effect" || behavior === "child" || behavior === "wait";
}
