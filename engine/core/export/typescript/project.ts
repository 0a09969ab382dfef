import { buildGraph, type FlowGraph } from "../../compile/flow-graph.ts";
import type { FlowDocument } from "../../flow/flow-document.ts";
import type { MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import { contractsText } from "./contracts-text.ts";
import { commentText, literal, stringLiteral } from "./literal.ts";
import { scopeText } from "./scope-text.ts";
import { stepsText } from "./steps-text.ts";

export interface ExportedFile {
  /** Below the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of an exported TypeScript project that are this flow's own: its machine, steps, mappings and contracts. The
 * document has no errors. The same document gives the same bytes.
 */
export function projectFiles(document: FlowDocument, definitions: NodeDefinitions): readonly ExportedFile[] {
  const graph = buildGraph(document, definitions);
  const schemas = document.schemas ?? {};
  const containers = document.nodes.filter(({ kind }) => definitions.get(kind)!.behavior === "container").map(({ id }) => id);
  const bodies = new Map(containers.map((id) => [id, `${id}Body`]));
  const { text, mappings } = stepsText(inWrittenOrder(document, graph), schemas, bodies);
  const scopes = [
    ...containers.map((container) => scopeText({ graph, container, name: bodies.get(container)! })),
    scopeText({ graph, name: "machine" }),
  ];
  return [
    { path: "src/machine.ts", text: machineFile(document, scopes) },
    { path: "src/steps.ts", text },
    { path: "src/contracts.ts", text: contractsText(schemas, document.input) },
    ...(mappings.length === 0 ? [] : [{ path: "src/mappings.ts", text: mappingsFile(document.mappings ?? {}) }]),
    ...mappings.map(({ name, source }) => ({ path: `mappings/${name}.jsonata`, text: source })),
    ...Object.entries(document.mappings ?? {}).map(([key, { expression }]) => ({
      path: `${REUSABLE_FOLDER}${key}.jsonata`,
      text: expression,
    })),
    { path: "src/flow.ts", text: flowFile(document, definitions) },
  ];
}

/** Steps stand in the author's order. */
function inWrittenOrder({ nodes }: FlowDocument, graph: FlowGraph): FlowGraph {
  return { ...graph, nodes: nodes.map(({ id }) => graph.byId.get(id)!) };
}

/** Where versions of reusable mappings lie. */
export const REUSABLE_FOLDER = "mappings/reusable/";

const READ = `readFileSync(new URL(\`../mappings/\${name}.jsonata\`, import.meta.url), "utf8")`;

function mappingsFile(bundle: MappingBundle): string {
  const keys = Object.keys(bundle).toSorted();
  const declared = keys.filter((key) => bundle[key]!.input !== undefined || bundle[key]!.output !== undefined);
  const head = `import { readFileSync } from "node:fs";
${declared.length === 0 ? "" : `import type { Declared } from "./support/declared.ts";\n`}import { Expression } from "./support/expression.ts";

`;
  if (keys.length === 0)
    return `${head}/** The expression of a file in \`mappings/\`. */
export const mapping = (name: string): Expression =>
  new Expression(${READ});
`;
  return `${head}const read = (name: string): string => ${READ};

${declared.length === 0 ? "" : declaredText(bundle, declared)}/** Versions of reusable mappings, for \`$useMapping("name@version", value)\`. They never change. */
const reusable: ReadonlyMap<string, Expression> = new Map(
  [${keys.map(stringLiteral).join(", ")}].map(
    (key) => [key, new Expression(read(\`reusable/\${key}\`), find${declared.length === 0 ? "" : ", declared[key]"})] as const,
  ),
);

function find(key: string): Expression | undefined {
  return reusable.get(key);
}

/** The expression of a file in \`mappings/\`. */
export const mapping = (name: string): Expression => new Expression(read(name), find);
`;
}

function declaredText(bundle: MappingBundle, keys: readonly string[]): string {
  const schemas = Object.fromEntries(
    keys.map((key) => {
      const { input, output } = bundle[key]!;
      return [key, { input, output }];
    }),
  );
  return `/** What they take and give, checked wherever they are applied. */
const declared: Readonly<Record<string, Declared>> = ${literal(schemas)};

`;
}

function machineFile({ name }: FlowDocument, scopes: readonly string[]): string {
  const body = scopes.join("\n");
  const needs = (word: string): boolean => new RegExp(`\\b${word}\\b`).test(body);
  const named = (path: string, values: readonly string[], types: readonly string[] = []): string => {
    const used = [...values.filter(needs), ...types.filter(needs).map((type) => `type ${type}`)];
    if (used.length === 0) return "";
    const onlyTypes = used.every((each) => each.startsWith("type "));
    const list = onlyTypes ? used.map((each) => each.slice(5)) : used;
    return `import ${onlyTypes ? "type " : ""}{ ${list.join(", ")} } from "${path}";\n`;
  };
  return `${[
    named("xstate", ["assign", "setup"]),
    named("./steps.ts", ["steps"]),
    named("./support/actors.ts", ["stepActors", "undoLast"]),
    named("./support/body.ts", ["endingOf"], ["Ending"]),
    named("./support/coordinate.ts", ["coordinate"], ["Pieces"]),
    named("./support/failure.ts", ["StepFailure"]),
    named("./support/run.ts", ["begin"], ["Start"]),
    named("./support/scope.ts", ["endAt", "failed", "keep", "onErrorPath"], ["Scope"]),
    named("./support/world.ts", [], ["World"]),
  ].join("")}
// ${commentText(name)}

${body}`;
}

function flowFile({ id, nodes }: FlowDocument, definitions: NodeDefinitions): string {
  const triggers = nodes.filter(({ kind }) => definitions.get(kind)!.behavior === "trigger").map((node) => node.id);
  return `import type { Input } from "./contracts.ts";
import { machine } from "./machine.ts";
import type { Json } from "./support/json.ts";
import { runInMemory, type RunResult } from "./support/run.ts";
import type { World } from "./support/world.ts";

/** Runs the flow in this process, to its end. */
export const runFlow = (world: World, input: Input, trigger = ${stringLiteral(triggers[0] ?? "")}): Promise<RunResult> =>
  runInMemory(machine, world, input as Json, { flow: ${stringLiteral(id)}, trigger });
`;
}
