import { isJsonObject, jsonItems, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { inside, objectIn, readNode, textIn, typeOf, type N8nNode } from "./n8n-node.ts";
import { written } from "../written.ts";

export interface Line {
  readonly from: string;
  readonly output: number;
  readonly to: string;
  readonly input: number;
}

/** A workflow as its file has it: nodes by a name that no other has, and the lines of data between them. */
export class N8nWorkflow {
  readonly name: string;
  readonly nodes: ReadonlyMap<string, N8nNode>;
  readonly notes: readonly N8nNode[];
  readonly lines: readonly Line[];
  /** Lines to or from nodes that are not in the file, in words. */
  readonly lost: readonly { readonly node: string; readonly why: string }[];
  /** Names that several nodes have; all but the first are renamed. */
  readonly renamed: ReadonlySet<string>;
  readonly timeZone: string | undefined;
  readonly source: JsonObject;
  readonly #order: readonly string[];

  constructor(source: JsonObject, fileName: string) {
    this.source = source;
    const name = textIn(source, "name") ?? "";
    this.name = name === "" ? fileName : name;
    const { named, renamed } = withNames(
      (source["nodes"] as readonly JsonValue[]).map((node) => (isJsonObject(node) ? node : {})),
    );
    this.renamed = renamed;
    const read = [...named].map(([each, node]) => readNode(node, each));
    this.notes = read.filter(({ type }) => type === "stickyNote");
    this.nodes = new Map(read.flatMap((node) => (node.type === "stickyNote" ? [] : [[node.name, node] as const])));
    const all = linesOf(source["connections"]);
    this.lines = all.filter(({ from, to }) => this.nodes.has(from) && this.nodes.has(to));
    this.lost = all.flatMap(({ from, to }) => {
      if (this.nodes.has(from) === this.nodes.has(to)) return [];
      const [node, other] = this.nodes.has(from) ? [from, to] : [to, from];
      return [{ node, why: `Its line ${node === from ? "to" : "from"} "${other}" leads nowhere: the file has no such node.` }];
    });
    const zone = textIn(source["settings"], "timezone");
    this.timeZone = zone === "DEFAULT" ? undefined : zone;
    this.#order = this.#sorted();
  }

  /** The nodes in an order in which each one follows those before it, as far as the lines go round no circle. */
  get order(): readonly string[] {
    return this.#order;
  }

  into = (name: string): readonly Line[] => this.lines.filter(({ to }) => to === name);
  outOf = (name: string): readonly Line[] => this.lines.filter(({ from }) => from === name);

  /** What lines lead to from here, not going on behind `stop`. */
  reached(from: readonly string[], stop: string): ReadonlySet<string> {
    const found = new Set(from.filter((name) => name !== stop));
    for (const name of found) for (const { to } of this.#after.get(name) ?? []) if (to !== stop) found.add(to);
    return found;
  }

  /** Kinds of connections other than data that a node has, such as `ai_tool`. */
  otherKinds(name: string): readonly string[] {
    const kinds = inside(this.source["connections"], name);
    return isJsonObject(kinds) ? Object.keys(kinds).filter((kind) => kind !== "main") : [];
  }

  #afterNodes: ReadonlyMap<string, readonly Line[]> | undefined;
  get #after(): ReadonlyMap<string, readonly Line[]> {
    return (this.#afterNodes ??= Map.groupBy(this.lines, ({ from }) => from));
  }

  /** By depth first search, turned round; a line that leads back into the way that led here counts for nothing. */
  #sorted(): readonly string[] {
    const entered = new Set(this.lines.map(({ to }) => to));
    const starts = [...this.nodes.keys()].toSorted((left, right) => Number(entered.has(left)) - Number(entered.has(right)));
    const met = new Set<string>();
    const finished: string[] = [];
    for (const start of starts) {
      const path = met.has(start) ? [] : [{ name: start, next: 0 }];
      met.add(start);
      while (path.length > 0) {
        const here = path.at(-1)!;
        const line = (this.#after.get(here.name) ?? []).toReversed()[here.next++];
        if (line === undefined) finished.push(path.pop()!.name);
        else if (!met.has(line.to)) {
          met.add(line.to);
          path.push({ name: line.to, next: 0 });
        }
      }
    }
    return finished.reverse();
  }
}

/** Every node gets a name of its own: lines lead to the first of several with one name. */
function withNames(nodes: readonly JsonObject[]): { named: ReadonlyMap<string, JsonObject>; renamed: ReadonlySet<string> } {
  const named = new Map<string, JsonObject>();
  const renamed = new Set<string>();
  for (const node of nodes) {
    const wish = textIn(node, "name") ?? typeOf(node);
    let name = wish;
    for (let number = 2; named.has(name); number++) name = `${wish} (${number})`;
    if (name !== wish || textIn(node, "name") === undefined) renamed.add(name);
    named.set(name, node);
  }
  return { named, renamed };
}

function linesOf(connections: JsonValue | undefined): readonly Line[] {
  return Object.entries(isJsonObject(connections) ? connections : {}).flatMap(([from, kinds]) => {
    const main = inside(kinds, "main");
    return jsonItems(main).flatMap((ends, output) =>
      jsonItems(ends)
        .filter(isJsonObject)
        .map((end) => {
          const index = end["index"];
          return { from, output, to: written(end["node"]), input: typeof index === "number" ? index : 0 };
        }),
    );
  });
}

/** Values that were pinned to nodes while the workflow was built; only runs by hand in n8n read them. */
export const pinnedNodes = (source: JsonObject): readonly string[] => Object.keys(objectIn(source, "pinData"));
