import { edgeKind, type FlowDocument, type FlowNode } from "../../flow/flow-document.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { ScopeModel } from "../../scope/scope-at.ts";
import { contractsText, typeOf } from "./contracts-text.ts";
import { commentText, keyLiteral } from "./literal.ts";

/**
 * What a flow takes and gives, as TypeScript types: of a run, of each node, and of the events it puts on the bus. They come
 * from the flow's schemas and from what its expressions give; what nobody can know is `unknown`. The document has no
 * errors. The same document gives the same bytes.
 */
export function flowTypesText(document: FlowDocument, definitions: NodeDefinitions): string {
  const types = new Types(document, definitions);
  const schemas = document.schemas ?? {};
  const outputs = document.nodes.map(({ id }) => `  readonly ${keyLiteral(id)}: ${typeOf(types.ofNode(id))};\n`);
  const events = types.events().map(([type, schema]) => `  readonly ${keyLiteral(type)}: ${typeOf(schema)};\n`);
  return [
    `// ${commentText(document.name)}. Written by "omnilink types": change the flow, not this file.\n`,
    contractsText(schemas, document.input),
    `/** What a completed run gives. */\nexport type Output = ${typeOf({ anyOf: types.ofRun() })};\n`,
    block("What each node gives.", "Outputs", outputs),
    block("The data of the events that the flow puts on the bus, by their type.", "Events", events),
    `/** For \`testFlowIn<Flow>\`: a wrong field or an unknown node in a test does not compile. */\nexport interface Flow {\n  readonly input: Input;\n  readonly output: Output;\n  readonly outputs: Outputs;\n}\n`,
  ].join("\n");
}

const block = (about: string, name: string, members: readonly string[]): string =>
  `/** ${about} */\nexport interface ${name} {\n${members.join("")}}\n`;

const isTemplate = (text: string): boolean => text.startsWith("=");

class Types {
  readonly #document: FlowDocument;
  readonly #definitions: NodeDefinitions;
  readonly #model: ScopeModel;

  constructor(document: FlowDocument, definitions: NodeDefinitions) {
    this.#document = document;
    this.#definitions = definitions;
    this.#model = new ScopeModel({ document, samples: {} }, definitions);
  }

  ofNode(id: string): JsonObject {
    return this.#model.outputOf(id).schema;
  }

  /** A run gives what its stop says, or what its last node gave. */
  ofRun(): readonly JsonObject[] {
    const { nodes, edges } = this.#document;
    const left = new Set(edges.flatMap((edge) => (edgeKind(edge) === "flow" ? [edge.from] : [])));
    const undoing = new Set(edges.flatMap((edge) => (edgeKind(edge) === "compensation" ? [edge.to] : [])));
    const last = nodes.filter(({ id, parent }) => parent === undefined && !left.has(id) && !undoing.has(id));
    return last.flatMap((node) => this.#ending(node));
  }

  #ending({ id, kind, config }: FlowNode): readonly JsonObject[] {
    if (this.#definitions.get(kind)?.behavior !== "stop") return [this.ofNode(id)];
    if (config?.["outcome"] === "failed") return [];
    return [this.#ofTemplate(id, config?.["output"] ?? null)];
  }

  /** By type; events whose type is worked out at run time are not among them. */
  events(): readonly (readonly [type: string, data: JsonObject])[] {
    const emitted = new Map<string, JsonObject[]>();
    for (const { id, kind, config } of this.#document.nodes) {
      const type = config?.["type"];
      if (kind !== "emit" || typeof type !== "string" || isTemplate(type)) continue;
      const data = this.#ofTemplate(id, config?.["data"] ?? null);
      emitted.set(type, [...(emitted.get(type) ?? []), data]);
    }
    return [...emitted].map(([type, schemas]) => [type, { anyOf: schemas }] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** A value of a config, in which strings with a leading `=` are expressions. */
  #ofTemplate(id: string, value: JsonValue): JsonObject {
    if (typeof value === "string")
      return isTemplate(value) ? this.#model.resultOf(id, value.slice(1)).schema : { type: "string" };
    if (isJsonArray(value)) {
      const items = value.map((item) => this.#ofTemplate(id, item));
      return { type: "array", items: { anyOf: items } };
    }
    if (!isJsonObject(value)) return { type: value === null ? "null" : typeof value };
    const members = Object.entries(value).map(([name, member]) => [name, this.#ofTemplate(id, member ?? null)] as const);
    const required = members.map(([name]) => name).filter((name) => !this.#mayBeMissing(id, value[name] ?? null));
    return { type: "object", required, properties: Object.fromEntries(members) };
  }

  /** A template without a value leaves its key out. */
  #mayBeMissing(id: string, value: JsonValue): boolean {
    return typeof value === "string" && isTemplate(value) && this.#model.resultOf(id, value.slice(1)).mayBeNothing;
  }
}
