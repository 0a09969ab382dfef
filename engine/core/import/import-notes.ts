import type { CommentAnchor, FlowLayout, LayoutComment, Place } from "../flow/layout.ts";
import type { ImportedElement, ImportedFlow, ImportFormat } from "./import-result.ts";

/** What people call the formats. */
export const importFormatNames: Readonly<Record<ImportFormat, string>> = {
  asl: "Amazon States Language",
  n8n: "n8n",
  bpmn: "BPMN 2.0",
  ows: "Open Workflow Specification",
  omnilink: "OmniLink",
};

const LONGEST = 4_000;
/** How far above the flow stands what is said about it as a whole. */
const ABOVE = 90;

/**
 * The layout with what the import has to say as comments where it belongs, so that whoever works on the flow finds it there,
 * ticks it off, and it goes along with the flow. Placeholders say themselves why they stand there.
 */
export function layoutWithNotes(imported: ImportedFlow, at: string): FlowLayout {
  const layout = imported.layout ?? { positions: {} };
  const author = `Import from ${importFormatNames[imported.format]}`;
  const spot = placeAbove(Object.values(layout.positions));
  const said = imported.elements.flatMap((element) => noteOf(element, spot) ?? []);
  const setUp = imported.connections.length === 0 ? [] : [{ on: { at: spot }, text: connectionsText(imported.connections) }];
  const notes = [...setUp, ...said].map(({ on, text }, index) => {
    const comment: LayoutComment = { on, text: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text, author, at };
    return [`import${index + 1}`, comment] as const;
  });
  return notes.length === 0 ? layout : { ...layout, comments: { ...layout.comments, ...Object.fromEntries(notes) } };
}

/** Whether any of it stands in comments. */
export const hasNotes = ({ elements, connections }: Pick<ImportedFlow, "elements" | "connections">): boolean =>
  connections.length > 0 || elements.some((element) => noteOf(element, { x: 0, y: 0 }) !== undefined);

function noteOf(
  { name, id, outcome, note, nodeIds }: ImportedElement,
  spot: Place,
): { on: CommentAnchor; text: string } | undefined {
  const [node] = nodeIds;
  if (note === undefined || (outcome === "unsupported" && node !== undefined)) return undefined;
  return { on: node === undefined ? { at: spot } : { node }, text: `${name.trim() === "" ? id : name}: ${note}` };
}

const connectionsText = (connections: readonly string[]): string => `Set up these connections: ${connections.join(", ")}.`;

const placeAbove = (places: readonly Place[]): Place =>
  places.length === 0
    ? { x: 0, y: -ABOVE }
    : { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) - ABOVE };
