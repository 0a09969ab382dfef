import { frameFiles } from "../../../core/export/typescript/frame.ts";
import { projectFiles, REUSABLE_FOLDER } from "../../../core/export/typescript/project.ts";
import { hasExpressionAt } from "../../../core/expression/template.ts";
import type { FlowDocument, FlowNode } from "../../../core/flow/flow-document.ts";
import { readFlow } from "../../../core/flow/read-flow.ts";
import { jsonEqual } from "../../../core/flow/json-equal.ts";
import { updateFlowText } from "../../../core/flow/write-flow.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import type { Problem } from "../../../core/problem.ts";
import { nodeDefinitions } from "../../../nodes/definitions.ts";
import { MAPPING, readSteps, type StepSource } from "./read-steps.ts";

export interface ReadProject {
  /** Text of `flow.yaml` with the edits of the code in it; byte-equal to the file when the code says the same. */
  readonly source: string;
  readonly document: FlowDocument;
  /** What was taken over, e.g. `charge: config`. */
  readonly edits: readonly string[];
  /** What is different in the code and cannot be read back, in words. */
  readonly left: readonly string[];
}

/** The files of a project by path, `/` between the parts. */
export type ProjectText = ReadonlyMap<string, string>;

/**
 * Reads an exported TypeScript project back. `flow.yaml` is the flow; mappings and the static parts of `src/steps.ts` that
 * were edited since go over it. How the steps follow each other is changed on the canvas or in `flow.yaml`: an edit of
 * `src/machine.ts` is named, not guessed at.
 */
export function readProject(files: ProjectText): ReadProject | { readonly problems: readonly Problem[] } {
  const { document, problems } = readFlow(files.get("flow.yaml") ?? "");
  if (!document) return { problems };
  const written = new Map(
    [...projectFiles(document, nodeDefinitions), ...frameFiles(document, nodeDefinitions)].map(({ path, text }) => [path, text]),
  );
  const stepsText = files.get("src/steps.ts");
  const isEdited = stepsText !== undefined && stepsText !== written.get("src/steps.ts");
  const mappings = [...written.keys()].filter((path) => path.startsWith("mappings/") && files.get(path) !== written.get(path));
  const left = [...machineEdits(files, written), ...mappings.filter(isReusable).map(versionEdit)];
  if (!isEdited && mappings.every(isReusable)) return { source: files.get("flow.yaml")!, document, edits: [], left };
  return takeOver(document, files, { now: stepsText ?? "", then: written.get("src/steps.ts")! }, left);
}

const isReusable = (path: string): boolean => path.startsWith(REUSABLE_FOLDER);

const versionEdit = (path: string): string =>
  `${path} was edited; a version of a reusable mapping never changes. Publish a new one with: omnilink mappings publish.`;

interface StepsTexts {
  readonly now: string;
  readonly then: string;
}

function takeOver(document: FlowDocument, files: ProjectText, { now, then }: StepsTexts, before: readonly string[]): ReadProject {
  const [steps, original] = [readSteps(now), readSteps(then)];
  const left = [...before];
  const edits: string[] = [];
  if ("problem" in steps || "problem" in original) {
    const problem = "problem" in steps ? steps.problem : "";
    return { source: files.get("flow.yaml")!, document, edits, left: [...left, problem] };
  }
  for (const id of steps.keys())
    if (!original.has(id)) left.push(`src/steps.ts has a step "${id}" that flow.yaml does not know: add the node there.`);
  const nodes = document.nodes.map((node) => {
    const [step, was] = [steps.get(node.id), original.get(node.id)];
    if (!was) return node;
    if (!step) return keepNode(node, left, `src/steps.ts has no step "${node.id}" any more: remove the node in flow.yaml.`);
    if (step.dynamic !== undefined)
      return keepNode(node, left, `Step "${node.id}" is worked out by code (${step.dynamic}) and stays as it is in flow.yaml.`);
    return editedNode(node, step, was, files, edits);
  });
  const next = { ...document, nodes };
  return { source: updateFlowText(files.get("flow.yaml")!, next), document: next, edits, left };
}

function keepNode(node: FlowNode, left: string[], why: string): FlowNode {
  left.push(why);
  return node;
}

function editedNode(node: FlowNode, step: StepSource, was: StepSource, files: ProjectText, edits: string[]): FlowNode {
  const config = configFrom(node, step, was, files);
  const { retry, timeout } = step.policy;
  const { retry: _retry, timeout: _timeout, config: _config, ...rest } = node;
  // What stands in code may be any JSON: the validation of the flow says what of it does not fit.
  const next = {
    ...rest,
    ...(node.config === undefined && Object.keys(config).length === 0 ? {} : { config: inOrder(config, node.config ?? {}) }),
    ...(retry === undefined ? {} : { retry }),
    ...(timeout === undefined ? {} : { timeout }),
  } as FlowNode;
  if (jsonEqual(next, node)) return node;
  edits.push(`${node.id}: ${jsonEqual(next.config ?? {}, node.config ?? {}) ? "retry or timeout" : "config"}`);
  return next;
}

/** A join is written with where it is reached from, and a schema with all it refers to: those follow from the document. */
function configFrom(node: FlowNode, step: StepSource, was: StepSource, files: ProjectText): JsonObject {
  const definition = nodeDefinitions.get(node.kind)!;
  if (definition.behavior === "join") return node.config ?? {};
  const given = fromCode(step.config, "", files, (pointer) => hasExpressionAt(definition, pointer)) as JsonObject;
  const schema = node.config?.["schema"];
  const isSame = jsonEqual(step.config["schema"] ?? null, was.config["schema"] ?? null);
  return isSame && schema !== undefined ? { ...given, schema } : given;
}

/** Keys stay where they were; new ones come last. */
const inOrder = (config: JsonObject, before: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.keys(before).flatMap((key) => (key in config ? [[key, config[key]!]] : []))),
  ...config,
});

/** References to files become the expressions in them, with the `=` that the field needs; a text that begins with `=` is escaped. */
function fromCode(value: JsonValue, pointer: string, files: ProjectText, isField: (pointer: string) => boolean): JsonValue {
  if (typeof value === "string") return value.startsWith("=") ? `\\${value}` : value;
  if (isJsonArray(value)) return value.map((each, index) => fromCode(each, `${pointer}/${index}`, files, isField));
  if (!isJsonObject(value)) return value;
  const mapping = value[MAPPING];
  if (typeof mapping === "string") {
    const source = files.get(`mappings/${mapping}.jsonata`) ?? "";
    return isField(pointer) ? source : `=${source}`;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, fromCode(each!, `${pointer}/${key}`, files, isField)]),
  );
}

const READ_BACK = new Set(["src/steps.ts"]);

/** Other code of the flow that was edited since the export. */
const machineEdits = (files: ProjectText, written: ReadonlyMap<string, string>): string[] =>
  [...written].flatMap(([path, text]) => {
    const isCode = path.startsWith("src/") && !READ_BACK.has(path);
    return isCode && files.has(path) && files.get(path) !== text
      ? [`${path} was edited. Code is not read back: change flow.yaml or the canvas, and export again.`]
      : [];
  });
