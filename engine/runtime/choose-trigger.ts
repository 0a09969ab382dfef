import type { FlowDocument } from "../core/flow/flow-document.ts";

/** The one asked for; else the first manual trigger, else the first of any kind. */
export function chooseTrigger({ nodes }: FlowDocument, wanted?: string): string | undefined {
  const triggers = nodes.filter((node) => node.kind.startsWith("trigger."));
  if (wanted !== undefined) return triggers.find((node) => node.id === wanted)?.id;
  return (triggers.find((node) => node.kind === "trigger.manual") ?? triggers[0])?.id;
}
