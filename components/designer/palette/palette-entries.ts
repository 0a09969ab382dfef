import fuzzysort from "fuzzysort";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { NodeCategory, NodeDefinition, NodeDefinitions } from "#engine/core/node-definition.ts";
import type { NewNode } from "../actions/add-actions.ts";

/** One thing that can be added: a kind, or a kind set up for a connection that the flow uses already. */
export interface PaletteEntry extends NewNode {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly category: NodeCategory;
  readonly icon: string;
  /** Other words people look for it by. */
  readonly aliases: readonly string[];
  /** The connection it is set up for. */
  readonly connection?: string;
}

export interface PaletteGroup {
  readonly category: NodeCategory;
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
}

const groupTitles: Readonly<Record<NodeCategory, string>> = {
  trigger: "Triggers",
  data: "Data",
  control: "Control",
  people: "People",
  outside: "Outside",
};

const CONNECTING_KIND = "http";

/** Every kind in the order of the definitions, then calls over the connections that the flow uses. */
export function paletteEntries(definitions: NodeDefinitions, document: FlowDocument): readonly PaletteEntry[] {
  const http = definitions.get(CONNECTING_KIND);
  return [
    ...[...definitions.values()].filter(({ isOffered }) => isOffered !== false).map((definition) => entryOf(definition)),
    ...(http ? connectionsOf(document).map((connection) => entryOf(http, connection)) : []),
  ];
}

function entryOf({ kind, title, purpose, category, icon, aliases = [] }: NodeDefinition, connection?: string): PaletteEntry {
  const look = { kind, category, icon, aliases };
  if (connection === undefined) return { ...look, id: kind, title, purpose };
  const config = { connection };
  // Other words for a call find the plain kind.
  return {
    ...look,
    aliases: [],
    id: `${kind} ${connection}`,
    title: `${title}: ${connection}`,
    purpose: `Calls ${connection}`,
    connection,
    config,
  };
}

const connectionsOf = ({ nodes }: FlowDocument): readonly string[] => [
  ...new Set(
    nodes.flatMap(({ kind, config }) => {
      const connection = kind === CONNECTING_KIND ? config?.["connection"] : undefined;
      return typeof connection === "string" && !connection.startsWith("=") ? [connection] : [];
    }),
  ),
];

/** By group; within one, kinds first. Groups without an entry are left out. */
export function groupEntries(entries: readonly PaletteEntry[]): readonly PaletteGroup[] {
  const byCategory = Map.groupBy(entries, ({ category }) => category);
  return (Object.entries(groupTitles) as [NodeCategory, string][]).flatMap(([category, title]) => {
    const found = byCategory.get(category);
    return found ? [{ category, title, entries: found }] : [];
  });
}

const THRESHOLD = 0.15;
/** A hit in the name counts more than one in another word for it, and that more than one in the purpose. */
const WEIGHTS = [1, 0.9, 0.9, 0.6, 0.5] as const;

/** What fits the typed text, best first: by name, other words, connection, purpose and kind. All without a text. */
export function searchEntries(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const query = text.trim();
  if (query === "") return entries;
  const found = fuzzysort.go(query, entries, {
    keys: [
      "title",
      ({ aliases }: PaletteEntry) => aliases.join(" · "),
      ({ connection = "" }: PaletteEntry) => connection,
      "purpose",
      "kind",
    ],
    threshold: THRESHOLD,
    scoreFn: (result) => Math.max(...WEIGHTS.map((weight, index) => weight * (result[index]?.score ?? 0))),
  });
  return found.map(({ obj }) => obj);
}
