import type { FlowGraph, GraphNode } from "../../compile/flow-graph.ts";
import { listExpressions } from "../../expression/template.ts";
import { isJsonArray, type JsonObject, type JsonValue } from "../../json.ts";
import { selfContainedSchema } from "../../schema/self-contained-schema.ts";
import { Code, commentText, keyLiteral, literal, stringLiteral, type Printable } from "./literal.ts";

export interface Mapping {
  /** File name without its ending, e.g. `charge.body`. */
  readonly name: string;
  readonly source: string;
}

/** The steps of a flow as source text, and the expressions that lie in files of their own. */
export interface StepsText {
  readonly text: string;
  readonly mappings: readonly Mapping[];
}

/** `bodies` are the names of the machines of containers, by node. */
export function stepsText(
  graph: FlowGraph,
  schemas: Readonly<Record<string, JsonObject>>,
  bodies: ReadonlyMap<string, string>,
): StepsText {
  const written = [...graph.nodes]
    .filter(({ definition }) => definition.behavior !== "trigger")
    .map((graphNode) => stepText(graphNode, graph, schemas, bodies));
  const kinds = [...new Set(written.map(({ kind }) => kind))].sort();
  const imports = kinds.map((kind) => `import { ${kind} } from "./support/steps/${kind}.ts";\n`).join("");
  const bodyNames = [...bodies.values()].sort();
  const bodyImport = bodyNames.length === 0 ? "" : `import { ${bodyNames.join(", ")} } from "./machine.ts";\n`;
  const mappings = written.flatMap((step) => step.mappings);
  const mappingImport = mappings.length === 0 ? "" : `import { mapping } from "./mappings.ts";\n`;
  const ids = written.map(({ id }) => `  | ${stringLiteral(id)}\n`).join("");
  const text = `${bodyImport}${mappingImport}${imports}import type { Step } from "./support/step.ts";

export type StepId =
${ids === "" ? "  never" : ids.trimEnd()};

/** What each node of the flow does. How they follow each other is in machine.ts. */
export const steps: Readonly<Record<StepId, Step>> = {
${written.map(({ code }) => code).join("\n")}
};
`;
  return { text, mappings };
}

const LINE = 100;

interface WrittenStep {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly mappings: readonly Mapping[];
}

function stepText(
  graphNode: GraphNode,
  graph: FlowGraph,
  schemas: Readonly<Record<string, JsonObject>>,
  bodies: ReadonlyMap<string, string>,
): WrittenStep {
  const { node, definition } = graphNode;
  const sites = listExpressions(node.config ?? {}, definition);
  const mappings = sites.map(({ pointer, source }) => ({ name: mappingName(node.id, pointer, sites.length), source }));
  const byPointer = new Map(sites.map(({ pointer }, index) => [pointer, mappings[index]!.name]));
  const config = configOf(graphNode, graph, schemas, byPointer);
  const policy = policyOf(graphNode);
  const body = bodies.get(node.id);
  const factory = body === undefined ? node.kind : `${node.kind}((world) => ${body}(world))`;
  const given = [config, ...(Object.keys(policy).length === 0 ? [] : [policy])];
  const comment = node.name === undefined ? "" : `  // ${commentText(node.name)}\n`;
  const code = `${comment}  ${keyLiteral(node.id)}: ${callText(factory, given)},`;
  return { id: node.id, kind: node.kind, code, mappings };
}

/** On one line where it fits. */
function callText(factory: string, given: readonly Printable[]): string {
  const flat = `${factory}(${given.map((each) => literal(each)).join(", ")})`;
  if (flat.length <= LINE && !flat.includes("\n")) return flat;
  return `${factory}(\n${given.map((each) => `    ${literal(each, "    ")},\n`).join("")}  )`;
}

/** Where the expressions of a node lie: its only one is named after it, others after their place, too. */
function mappingName(nodeId: string, pointer: string, count: number): string {
  if (count === 1) return nodeId;
  const place = pointer
    .slice(1)
    .replaceAll("/", ".")
    .replaceAll(/[^A-Za-z0-9_.-]/g, "_");
  return `${nodeId}.${place}`;
}

function configOf(
  { node, definition }: GraphNode,
  graph: FlowGraph,
  schemas: Readonly<Record<string, JsonObject>>,
  mappings: ReadonlyMap<string, string>,
): Printable {
  const config = node.config ?? {};
  if (definition.behavior === "join") return { from: sourcesOf(node.id, graph) };
  const printed = place(config, "", mappings) as Readonly<Record<string, Printable>>;
  const { schema } = config;
  if (typeof schema !== "object" || schema === null) return printed;
  return { ...printed, schema: selfContainedSchema(schema as JsonObject, schemas) };
}

/** Nodes that lead to a join, and the output by which they do. */
function sourcesOf(join: string, { nodes }: FlowGraph): Printable {
  return nodes.flatMap(({ node, targets }) =>
    [...targets].filter(([, to]) => to.includes(join)).map(([port]) => ({ node: node.id, port })),
  );
}

/** Expressions become references to their files; `\=` at the start of a text is an equals sign. */
function place(value: JsonValue, pointer: string, mappings: ReadonlyMap<string, string>): Printable {
  const mapping = mappings.get(pointer);
  if (mapping !== undefined) return new Code(`mapping(${stringLiteral(mapping)})`);
  if (typeof value === "string") return value.startsWith("\\=") ? value.slice(1) : value;
  if (typeof value !== "object" || value === null) return value;
  if (isJsonArray(value)) return value.map((each, index) => place(each, `${pointer}/${index}`, mappings));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      place(each!, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, mappings),
    ]),
  );
}

function policyOf({ node, undoBy }: GraphNode): Readonly<Record<string, Printable>> {
  const { retry, timeout } = node;
  return {
    ...(retry === undefined ? {} : { retry }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(undoBy.length === 0 ? {} : { undoBy: undoBy.map(({ nodeId, onFailure }) => ({ step: nodeId, onFailure })) }),
  };
}
