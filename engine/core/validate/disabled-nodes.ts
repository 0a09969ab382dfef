import type { FlowDraft } from "../edit/flow-draft.ts";
import type { Problem } from "../problem.ts";
import { nodeLabel } from "./rule.ts";

/** Nodes that tries pass by. Published, they would run: so that nobody is surprised, none goes live unnoticed. */
export function disabledNodes({ document, layout }: Pick<FlowDraft, "document" | "layout">): readonly Problem[] {
  const disabled = new Set(layout.disabled);
  return document.nodes.flatMap((node, index) =>
    disabled.has(node.id)
      ? [
          {
            code: "flow/disabled-node" as const,
            severity: "error" as const,
            message: `${nodeLabel(node)} is disabled: tries pass it by, and a published flow would run it.`,
            fix: "Enable it, or remove it.",
            path: `/nodes/${index}`,
            nodeId: node.id,
          },
        ]
      : [],
  );
}
