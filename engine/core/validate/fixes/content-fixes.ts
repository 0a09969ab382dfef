import { setConfig } from "../../edit/commands/set-config.ts";
import { setFlowField } from "../../edit/commands/set-flow-field.ts";
import { setNodeField } from "../../edit/commands/set-node-field.ts";
import { setParent } from "../../edit/commands/set-parent.ts";
import { EditBuilder } from "../../edit/edit-builder.ts";
import { valueAt } from "../../edit/value-at-path.ts";
import { parseSyntax } from "../../expression/syntax/parse-syntax.ts";
import { pathsRead } from "../../expression/syntax/paths-read.ts";
import { applyEdits } from "../../expression/syntax/replace-range.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import { fix, fixBy, type Finding, type Fix, type Fixer } from "./fix.ts";
import { removeEdge, removeNode } from "./wiring-fixes.ts";

/** The value a problem points at. */
const found = ({ node, edge, draft, path }: Finding): JsonValue | undefined => valueAt(node ?? edge ?? draft.document, path);

/** Sets what the problem points at, whether it lies in a node, an edge or the flow. */
function set({ draft, node, edge, path }: Finding, value: JsonValue | undefined, label: string): Fix | undefined {
  const builder = new EditBuilder(draft);
  if (node) builder.setNode(node.id, path, value);
  else if (edge) builder.setEdge(edge, path, value);
  else builder.setFlow(path, value);
  return fix(label, builder.finish(label));
}

export const fixUnknownKey: Fixer = (finding) => {
  const { draft, node, path, problem } = finding;
  const key = String(path.at(-1));
  const value = found(finding);
  const meant = problem.suggestion;
  const container = valueAt(node, path.slice(0, -1)) as JsonObject | undefined;
  const canRename = node !== undefined && meant !== undefined && value !== undefined && container?.[meant] === undefined;
  const rename = canRename && [
    (next: typeof draft) => setConfig(next, node.id, path.slice(1), undefined),
    (next: typeof draft) => setConfig(next, node.id, [...path.slice(1, -1), meant], value),
  ];
  return [rename ? fixBy(`Rename to ${meant}`, draft, rename) : undefined, set(finding, undefined, `Remove ${key}`)];
};

/** Offered where the config is better without the value than with it. */
export const clearValue: Fixer = (finding) => {
  const { node, path, definitions } = finding;
  const [first, name, ...deeper] = path;
  const definition = node && definitions.get(node.kind);
  if (!definition || first !== "config" || name === undefined || deeper.length > 0 || found(finding) === undefined) return [];
  const faults = (config: object): number => definition.config.safeParse(config).error?.issues.length ?? 0;
  const { [String(name)]: _gone, ...rest } = node.config ?? {};
  return [faults(rest) < faults(node.config ?? {}) ? set(finding, undefined, "Clear it") : undefined];
};

export const fixBody: Fixer = (finding) => {
  const { draft, definitions, node, edge, path } = finding;
  if (edge) return removeEdge(finding);
  if (!node) return [];
  if (path[0] !== "parent") return removeNode(finding);
  return [fix("Move it out", setParent(draft, definitions, [node.id], undefined)) ?? set(finding, undefined, "Move it out")];
};

export const fixSavepoint: Fixer = (finding) => {
  const meant = finding.problem.suggestion;
  const isOnly = finding.path.at(-1) === "only";
  return [
    meant === undefined ? undefined : set(finding, meant, `${isOnly ? "Undo" : "Go back to"} ${meant}`),
    isOnly ? undefined : set(finding, undefined, "Undo everything so far"),
  ];
};

/** Where the problem says that it is a way out. */
export const markPivot: Fixer = ({ draft, node, problem }) =>
  node && problem.fix.includes("point of no return")
    ? [fix("Mark it as the point of no return", setNodeField(draft, node.id, ["pivot"], true))]
    : [];

export const removeMark: Fixer = (finding) => [set(finding, undefined, "Remove the mark")];

export const removeHeartbeat: Fixer = (finding) => [set(finding, undefined, "Remove the heartbeat")];

export const answerAtOnce: Fixer = ({ draft, node, path }) =>
  node ? [fix("Answer the caller at once", setConfig(draft, node.id, path.slice(1), undefined))] : [];

export const addSchema: Fixer = ({ draft, problem }) => {
  const name = problem.suggestion;
  if (name === undefined) return [];
  return [fix(`Add the schema ${name}`, setFlowField(draft, ["schemas", name], { type: "object", properties: {} }))];
};

/** Only the names in the expression change; everything else of its text stays as it is. */
export const renameStep: Fixer = (finding) => {
  const meant = finding.problem.suggestion;
  const text = found(finding);
  const id = /reads steps\.(\w+)/.exec(finding.problem.message)?.[1];
  if (meant === undefined || id === undefined || typeof text !== "string") return [];
  const isTemplate = text.startsWith("=");
  const source = isTemplate ? text.slice(1) : text;
  const tree = parseSyntax(source);
  if (!tree.ok) return [];
  const edits = pathsRead(tree).flatMap(({ path, start, end }) => {
    if (path[0] !== "steps" || path[1] !== id) return [];
    const at = source.slice(start, end).search(new RegExp(`\\b${id}\\b`));
    return at < 0 ? [] : [{ start: start + at, end: start + at + id.length, text: meant }];
  });
  const unique = [...new Map(edits.map((edit) => [edit.start, edit])).values()];
  return [set(finding, `${isTemplate ? "=" : ""}${applyEdits(source, unique)}`, `Rename to steps.${meant}`)];
};

export const removeLimit: Fixer = ({ draft, path }) =>
  path[0] === "limits" && path.length >= 2
    ? [fix(`Remove ${String(path[1])}`, setFlowField(draft, ["limits", String(path[1])], undefined))]
    : [];
