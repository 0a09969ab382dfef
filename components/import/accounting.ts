import { IconAlertTriangle, IconBan, IconCheck, type Icon } from "@tabler/icons-react";
import type { ImportedElement, ImportOutcome } from "#engine/core/import/import-result.ts";
import type { CanvasMark, CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";

interface OutcomeLook extends CanvasMark {
  readonly icon: Icon;
  /** What it means for the person. */
  readonly meaning: string;
}

/** What became of an element, with what asks for work first. */
export const outcomeLooks: Readonly<Record<ImportOutcome, OutcomeLook>> = {
  unsupported: {
    word: "Not translated",
    tone: "bad",
    icon: IconBan,
    meaning: "A placeholder stands in its place, and keeps the flow from being published until you replace it.",
  },
  approximated: {
    word: "Approximated",
    tone: "warn",
    icon: IconAlertTriangle,
    meaning: "It does nearly the same. Read what differs before you publish.",
  },
  translated: {
    word: "Translated",
    tone: "good",
    icon: IconCheck,
    meaning: "It does the same here, once what its note names is set up.",
  },
};

const outcomes = Object.keys(outcomeLooks) as readonly ImportOutcome[];

export interface Account {
  readonly outcome: ImportOutcome;
  readonly elements: readonly ImportedElement[];
}

/** By outcome, the worst first; within one, those with a note first, else as in the file. */
export const accountsOf = (elements: readonly ImportedElement[]): readonly Account[] =>
  outcomes
    .map((outcome) => {
      const those = elements.filter((element) => element.outcome === outcome);
      const noted = those.filter(({ note }) => note !== undefined);
      return { outcome, elements: [...noted, ...those.filter(({ note }) => note === undefined)] };
    })
    .filter((account) => account.elements.length > 0);

/** `9 translated, 2 approximated, 1 not translated`: what there is none of is not said, but that all went well is. */
export function accountingText(elements: readonly ImportedElement[]): string {
  const counts = accountsOf(elements).toReversed();
  if (elements.length === 0) return "The file holds no elements.";
  if (counts.length === 1 && counts[0]!.outcome === "translated")
    return elements.length === 1 ? "Its one element is translated." : `All ${elements.length} elements are translated.`;
  return `${counts.map(({ outcome, elements: those }) => `${those.length} ${outcomeLooks[outcome].word.toLowerCase()}`).join(", ")}.`;
}

/** What the preview shows at the nodes: only what asks for work. */
export function marksOf(elements: readonly ImportedElement[]): CanvasMarks {
  const nodes: Record<string, CanvasMark> = {};
  for (const outcome of outcomes.toReversed())
    for (const element of elements)
      if (element.outcome === outcome && outcome !== "translated")
        for (const nodeId of element.nodeIds) nodes[nodeId] = outcomeLooks[outcome];
  return { nodes, edges: {} };
}
