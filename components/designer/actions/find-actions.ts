import type { FlowDocument, FlowNode } from "#engine/core/flow/flow-document.ts";
import type { DesignerSession } from "../session/designer-session.ts";

export interface Match {
  readonly nodeId: string;
  /** Where the text is, such as `config.url`. */
  readonly where: string;
}

/** Nodes whose id, kind, name, description or any text of their config holds the words, in reading order of the flow. */
export function findInFlow({ nodes }: FlowDocument, query: string, order: readonly string[]): readonly Match[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const rank = new Map(order.map((id, index) => [id, index]));
  return nodes.flatMap((node) => matchOf(node, words)).toSorted((a, b) => (rank.get(a.nodeId) ?? 0) - (rank.get(b.nodeId) ?? 0));
}

function matchOf(node: FlowNode, words: readonly string[]): readonly Match[] {
  const texts = textsOf(
    { name: node.name, id: node.id, kind: node.kind, description: node.description, config: node.config },
    "",
  );
  const hasAll = words.every((word) => texts.some(({ text }) => text.includes(word)));
  const first = texts.find(({ text }) => words.some((word) => text.includes(word)));
  return hasAll && first ? [{ nodeId: node.id, where: first.where }] : [];
}

function textsOf(value: unknown, where: string): readonly { readonly where: string; readonly text: string }[] {
  if (typeof value === "string" || typeof value === "number") return [{ where, text: String(value).toLowerCase() }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, where === "" ? key : `${where}.${key}`));
}

export const matchesOf = (session: DesignerSession, query: string): readonly Match[] =>
  findInFlow(
    session.draft().document,
    query,
    session.graph().nodes.map(({ id }) => id),
  );

/** Selects and shows the match after or before the selected one, round and round. */
export function findNext(session: DesignerSession, step: 1 | -1): void {
  const { query } = session.surface.getState();
  const matches = matchesOf(session, query);
  if (matches.length === 0) return session.say(query === "" ? "Type what to find" : `Nothing holds ${query}`);
  const [current] = session.designer.getState().selection.nodes;
  const at = matches.findIndex(({ nodeId }) => nodeId === current);
  const index = at === -1 ? (step === 1 ? 0 : matches.length - 1) : (at + step + matches.length) % matches.length;
  const { nodeId } = matches[index]!;
  session.designer.getState().select([nodeId]);
  session.view?.show(nodeId);
  session.say(`${index + 1} of ${matches.length}: ${session.graph().nodes.find(({ id }) => id === nodeId)?.label ?? nodeId}`);
}
