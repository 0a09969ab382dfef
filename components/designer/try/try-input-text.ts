import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { FlowDocument, FlowNode } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { exampleInput } from "#components/shared/start-run/example-input.ts";
import type { TryData } from "./try-state.ts";

export const triggersOf = ({ nodes }: FlowDocument): readonly FlowNode[] =>
  nodes.filter(({ kind }) => nodeDefinitions.get(kind)?.behavior === "trigger");

/** The trigger a try begins at: the one chosen, else the one that runs of production begin at. */
export function triggerOf({ trigger }: Pick<TryData, "trigger">, { document }: FlowDraft): FlowNode | undefined {
  const triggers = triggersOf(document);
  const chosen = triggers.find(({ id }) => id === trigger);
  return chosen ?? triggers.find(({ kind }) => kind === "trigger.manual") ?? triggers[0];
}

/** What was typed; before that the sample pinned to the trigger, or an example that fits the contract. */
export function inputText(data: Pick<TryData, "text" | "trigger">, draft: FlowDraft): string {
  if (data.text !== undefined) return data.text;
  const sample = draft.samples[triggerOf(data, draft)?.id ?? ""];
  return JSON.stringify(sample ?? exampleInput(draft.document), null, 2);
}
