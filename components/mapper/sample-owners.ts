import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { SampleOwner } from "./sample-dialog.tsx";

/** Steps whose output is the input of the run. */
export function triggersOf({ document }: FlowDraft): ReadonlySet<string> {
  return new Set(document.nodes.filter(({ kind }) => nodeDefinitions.get(kind)?.behavior === "trigger").map(({ id }) => id));
}

const ORIGINS: Readonly<Record<string, string>> = {
  pinned: "A sample is set.",
  result: "Shown now: what the last try gave.",
  computed: "Shown now: worked out from the samples before.",
  example: "Shown now: an example made from the schema.",
};

/** What a sample can be set for: the triggers, and every step whose output can be seen at this one. */
export function sampleOwners(draft: FlowDraft, { origins }: ExpressionData): SampleOwner[] {
  const triggers = triggersOf(draft);
  return draft.document.nodes
    .filter(({ id }) => triggers.has(id) || origins[id] !== undefined)
    .map(({ id, name }) => ({
      nodeId: id,
      name: triggers.has(id) ? `Trigger input (${name ?? id})` : (name ?? id),
      sample: draft.samples[id],
      origin: ORIGINS[origins[triggers.has(id) ? "input" : id] ?? ""] ?? "",
    }));
}
