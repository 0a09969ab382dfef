import { listExpressions } from "../expression/template.ts";
import type { FlowDocument, FlowNode } from "../flow/flow-document.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { toPointer } from "../pointer.ts";
import { REDACTED } from "../redact-secrets.ts";
import { changePayloads, type Path, type PayloadChange } from "./change-payloads.ts";
import { withoutCopies } from "./mask-copies.ts";
import { Masks } from "./masks.ts";
import type { Redaction, RunFileVersion, WholeRun } from "./run-file.ts";
import { namesMarkedSensitive, sensitiveFields, type IsSensitive } from "./sensitive-names.ts";

type MaskedRun = WholeRun & { readonly redaction: Omit<Redaction, "leftOut"> };

/**
 * The run with every sensitive value masked: fields that are called like a secret, that a schema of the flow marks
 * `x-sensitive`, or that somebody named; then every other place where one of their values stands again. Yes, no and nothing
 * are no secrets and stay. What a mapping made of a value is another value, and stays too.
 */
export function maskRun(whole: WholeRun, names: readonly string[], definitions: NodeDefinitions): MaskedRun {
  const marked = whole.versions.flatMap(({ document }) => namesMarkedSensitive(document));
  const all = [...new Set([...names, ...marked])];
  const masker = new Masker(sensitiveFields(all), definitions);
  const named = masker.byName(whole);
  const { run, copies } = withoutCopies(named, masker.masks);
  const fields = [...masker.fields].map(([path, times]) => ({ path, times }));
  return { ...run, redaction: { names: all, fields, copies } };
}

class Masker {
  readonly masks = new Masks();
  readonly fields = new Map<string, number>();
  readonly #isSensitive: IsSensitive;
  readonly #definitions: NodeDefinitions;

  constructor(isSensitive: IsSensitive, definitions: NodeDefinitions) {
    this.#isSensitive = isSensitive;
    this.#definitions = definitions;
  }

  byName(whole: WholeRun): WholeRun {
    const change: PayloadChange = {
      value: (value, path, name) => this.#value(value, path, name === undefined ? [] : [name]),
      text: (text) => text,
    };
    const { events, itemPages } = whole;
    return {
      ...whole,
      ...changePayloads({ events, itemPages }, change, []),
      run: this.#facts(whole.run),
      versions: whole.versions.map((version, index) => this.#version(version, ["versions", index])),
      subFlows: whole.subFlows.map((version, index) => this.#version(version, ["subFlows", index])),
    };
  }

  #facts(run: WholeRun["run"]): WholeRun["run"] {
    const { businessKey, searchValues } = run;
    const facts = { ...(businessKey === undefined ? {} : { businessKey }), ...(searchValues ? { searchValues } : {}) };
    return { ...run, ...(this.#value(facts, ["run"], []) as typeof facts) };
  }

  #value(value: JsonValue, path: Path, names: readonly string[]): JsonValue {
    if (this.#isSensitive(names)) return this.#masked(value, path);
    if (isJsonArray(value)) return value.map((item) => this.#value(item, [...path, "*"], names));
    if (!isJsonObject(value)) return value;
    return mapMembers(value, (member, name) => this.#value(member, [...path, name], [...names, name]));
  }

  /** Its shape stays. */
  #masked(value: JsonValue, path: Path): JsonValue {
    if (isJsonArray(value)) return value.map((item) => this.#masked(item, [...path, "*"]));
    if (isJsonObject(value)) return mapMembers(value, (member, name) => this.#masked(member, [...path, name]));
    if (value === "" || value === REDACTED || value === null || typeof value === "boolean") return value;
    const pointer = toPointer(path.map((part) => (typeof part === "number" ? "*" : part)));
    this.fields.set(pointer, (this.fields.get(pointer) ?? 0) + 1);
    return this.masks.of(value);
  }

  #version(version: RunFileVersion, path: Path): RunFileVersion {
    const { document } = version;
    const nodes = document.nodes.map((node, index) => this.#node(node, [...path, "document", "nodes", index]));
    return { ...version, document: { ...document, nodes } satisfies FlowDocument };
  }

  /** Texts of a config that are no expressions, and the data of tests. Masked expressions would be another flow. */
  #node(node: FlowNode, path: Path): FlowNode {
    const { config, tests } = node;
    const definition = this.#definitions.get(node.kind);
    const expressions = new Set(definition && config ? listExpressions(config, definition).map(({ pointer }) => pointer) : []);
    const masked = config && this.#literals(config, [...path, "config"], [], expressions);
    const given = tests && this.#value(tests, [...path, "tests"], []);
    return {
      ...node,
      ...(masked && { config: masked as FlowNode["config"] }),
      ...(given && { tests: given as FlowNode["tests"] }),
    };
  }

  #literals(value: JsonValue, path: Path, names: readonly string[], expressions: ReadonlySet<string>): JsonValue {
    if (isJsonArray(value))
      return value.map((item, index) => this.#literals(item, [...path, index], [...names, String(index)], expressions));
    if (isJsonObject(value))
      return mapMembers(value, (member, name) => this.#literals(member, [...path, name], [...names, name], expressions));
    const isText = typeof value === "string" && !expressions.has(toPointer(names));
    return isText && this.#isSensitive(names) ? this.#masked(value, path) : value;
  }
}

function mapMembers(value: JsonObject, change: (member: JsonValue, name: string) => JsonValue): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, change(member, name)]])),
  );
}
