import { edgeKind, type FlowDocument, type FlowEdge } from "../flow/flow-document.ts";
import type { FlowLayout } from "../flow/layout.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { placeBoxes, type Box } from "./columns.ts";

const MARGIN = 24;
const COLORS = { trigger: "#5b5bd6", data: "#0d8a8a", control: "#6b6f80", people: "#b45309", outside: "#1d6fd1" } as const;
const LINES = { flow: "#8a8fa3", error: "#cf222e", compensation: "#b45309" } as const;

/** A flow as a drawing that stands alone: no script, no font, no link. The same document gives the same bytes. */
export function svgOf(document: FlowDocument, layout: FlowLayout | undefined, definitions: NodeDefinitions): string {
  const boxes = placeBoxes(document, layout);
  const width = Math.max(...[...boxes.values()].map((box) => box.x + box.width)) + MARGIN;
  const height = Math.max(...[...boxes.values()].map((box) => box.y + box.height)) + MARGIN;
  // Containers come first: they lie under what is in them.
  const isContainer = (id: string): boolean => document.nodes.some(({ parent }) => parent === id);
  const ordered = document.nodes.toSorted((a, b) => Number(isContainer(b.id)) - Number(isContainer(a.id)));
  const cards = ordered.map(({ id, name, kind }) => {
    const definition = definitions.get(kind);
    const color = COLORS[definition?.category ?? "control"];
    return isContainer(id)
      ? frame(boxes.get(id)!, name ?? id)
      : card(boxes.get(id)!, name ?? id, definition?.title ?? kind, color);
  });
  const frames = cards.slice(0, ordered.filter(({ id }) => isContainer(id)).length);
  const lines = document.edges.map((edge) => line(edge, boxes));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Inter, system-ui, sans-serif" role="img" aria-label="${xml(document.name)}">
<rect width="100%" height="100%" fill="#fff"/>
${[...frames, ...lines, ...cards.slice(frames.length)].join("\n")}
</svg>
`;
}

/** Text inside XML; characters that XML cannot hold become a sign for that. */
export const xml = (text: string): string =>
  text
    .replaceAll(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    )
    .replaceAll(/[&<>"'\r\n\t]/g, (symbol) => `&#${symbol.charCodeAt(0)};`);

const LONGEST = 26;
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

const frame = ({ x, y, width, height }: Box, name: string): string =>
  `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="#f6f7f9" stroke="#d5d8e0"/><text x="${x + 14}" y="${y + 24}" font-size="13" font-weight="600" fill="#1b1e28">${xml(short(name))}</text></g>`;

const card = ({ x, y, width, height }: Box, name: string, kind: string, color: string): string =>
  `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="#fff" stroke="#d5d8e0"/><rect x="${x + 12}" y="${y + height / 2 - 12}" width="24" height="24" rx="6" fill="${color}"/><text x="${x + 46}" y="${y + height / 2 - 3}" font-size="13" font-weight="600" fill="#1b1e28">${xml(short(name))}</text><text x="${x + 46}" y="${y + height / 2 + 14}" font-size="12" fill="#5a6072">${xml(kind)}</text></g>`;

function line(edge: FlowEdge, boxes: ReadonlyMap<string, Box>): string {
  const kind = edgeKind(edge);
  const [from, to] = [boxes.get(edge.from)!, boxes.get(edge.to)!];
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  const dash = kind === "compensation" ? ' stroke-dasharray="5 4"' : "";
  const label = kind === "error" ? "on error" : kind === "compensation" ? "undo" : (edge.port ?? "");
  const word = label === "" ? "" : `<text x="${x1 + 8}" y="${y1 - 6}" font-size="12" fill="${LINES[kind]}">${xml(label)}</text>`;
  return `<g><path d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" fill="none" stroke="${LINES[kind]}" stroke-width="1.5"${dash}/><path d="M${x2} ${y2} l-8 -4 v8 z" fill="${LINES[kind]}"/>${word}</g>`;
}
