import { freshId } from "../../core/edit/fresh-id.ts";
import type { FlowEdge, FlowNode } from "../../core/flow/flow-document.ts";
import type { LayoutComment, Place } from "../../core/flow/layout.ts";
import { isJsonArray, isJsonObject, parseJson, type JsonObject, type JsonValue } from "../../core/json.ts";
import { hideSecrets, LEFT_OUT, soundsSecret } from "./hide-secrets.ts";
import type { ImportedElement, ImportOutcome } from "../../core/import/import-result.ts";
import { omitUndefined } from "../../core/omit-undefined.ts";
import type { SourceElement } from "./source-element.ts";

interface Account {
  readonly element: SourceElement;
  outcome: ImportOutcome;
  readonly notes: string[];
  readonly nodeIds: string[];
}

export type NodeExtras = Partial<Pick<FlowNode, "name" | "description" | "parent" | "retry" | "timeout" | "deadline">>;
type NodeConfig = NonNullable<FlowNode["config"]>;
type EdgeExtras = Partial<Pick<FlowEdge, "port" | "kind">>;

const ORDER: readonly ImportOutcome[] = ["translated", "approximated", "unsupported"];

/**
 * A flow while it is being made from another tool's file: nodes and edges, and the account of what became of each element.
 * An outcome only ever gets worse, so that a note of doubt is never lost.
 */
export class FlowSketch {
  nodes: FlowNode[] = [];
  edges: FlowEdge[] = [];
  readonly places = new Map<string, Place>();
  readonly comments: LayoutComment[] = [];
  readonly #accounts = new Map<string, Account>();
  readonly #taken = new Set<string>();
  readonly #owners = new Map<string, string>();

  /** An id that no other node has, made from a name. */
  mint(name: string): string {
    const id = freshId(name, this.#taken);
    this.#taken.add(id);
    return id;
  }

  /** Puts an element on the report; what is met twice is one element. */
  meet(element: SourceElement): void {
    if (!this.#accounts.has(element.id))
      this.#accounts.set(element.id, { element, outcome: "translated", notes: [], nodeIds: [] });
  }

  add(element: SourceElement, id: string, kind: string, config: JsonObject, extras: NodeExtras = {}): string {
    this.meet(element);
    const given = Object.fromEntries(Object.entries(extras).filter(([, value]) => value !== undefined)) as NodeExtras;
    const name = shortText(given.name ?? element.name, 120);
    const plain = this.#open(element, parseJson(JSON.stringify(config))) as NodeConfig;
    this.nodes.push({ id, kind, ...given, ...(name === "" ? {} : { name }), config: plain });
    this.#accounts.get(element.id)!.nodeIds.push(id);
    this.#owners.set(id, element.id);
    return id;
  }

  /** Secrets in addresses and texts stay in the file; connections are for them. */
  #open(element: SourceElement, value: JsonValue): JsonValue {
    if (typeof value === "string") {
      const open = hideSecrets(value);
      if (open !== value) this.note(element, "approximated", "A secret in its text is left out: put it into a connection.");
      return open;
    }
    if (isJsonArray(value)) return value.map((each) => this.#open(element, each));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#open(element, each ?? null)]));
  }

  /** In the place of an element that has no counterpart here. `why` says what to do instead. */
  placeholder(element: SourceElement, id: string, why: string, extras: NodeExtras = {}): string {
    this.note(element, "unsupported", why);
    return this.add(element, id, "placeholder", placeholderConfig(element, why), extras);
  }

  note(element: SourceElement, outcome: ImportOutcome, note: string): void {
    this.meet(element);
    const account = this.#accounts.get(element.id)!;
    if (ORDER.indexOf(outcome) > ORDER.indexOf(account.outcome)) account.outcome = outcome;
    if (!account.notes.includes(note)) account.notes.push(note);
  }

  connect(from: string, to: string, extras: EdgeExtras = {}): void {
    const isThere = this.edges.some(
      (edge) => edge.from === from && edge.to === to && edge.port === extras.port && edge.kind === extras.kind,
    );
    if (!isThere) this.edges.push({ from, to, ...extras });
  }

  /** The element a node was made from. */
  ownerOf(nodeId: string): SourceElement | undefined {
    return this.#accounts.get(this.#owners.get(nodeId) ?? "")?.element;
  }

  /** What a node was going to be could not be: a placeholder takes its place, with its edges. */
  giveUp(nodeId: string, why: string): void {
    const index = this.nodes.findIndex(({ id }) => id === nodeId);
    const node = this.nodes[index];
    const element = this.ownerOf(nodeId);
    if (node === undefined || element === undefined) return;
    this.note(element, "unsupported", why);
    const { id, name, parent } = node;
    const kept = omitUndefined({ name, parent });
    this.nodes[index] = { id, kind: "placeholder", ...kept, config: placeholderConfig(element, why) };
    const edges = this.edges;
    this.edges = [];
    for (const { from, to, ...rest } of edges) {
      const kind = rest.kind === undefined ? {} : { kind: rest.kind };
      this.connect(from, to, from === nodeId ? kind : rest);
    }
  }

  report(): readonly ImportedElement[] {
    const drawn = new Set(this.nodes.map(({ id }) => id));
    return [...this.#accounts.values()].map(({ element: { id, name, type }, outcome, notes, nodeIds }) => ({
      id,
      name,
      type,
      outcome,
      ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
      nodeIds: [...new Set(nodeIds)].filter((nodeId) => drawn.has(nodeId)),
    }));
  }
}

function placeholderConfig({ type, original }: SourceElement, why: string): NodeConfig {
  return { was: shortText(type, 200) || "unknown", why: shortText(why, 2_000), original: inert(original) as NodeConfig[string] };
}

/**
 * What is remembered of an original: a text that starts with `=` would be an expression here, and what looks like a secret
 * by its key, or by the name beside its value, stays in the file it came in.
 */
function inert(value: JsonValue): JsonValue {
  if (typeof value === "string") {
    const open = hideSecrets(value);
    return open.startsWith("=") || open.startsWith("\\=") ? `\\${open}` : open;
  }
  if (isJsonArray(value)) return value.map(inert);
  if (!isJsonObject(value)) return value;
  const { name, key: label } = value;
  const isNamedSecret = [name, label].some((each) => typeof each === "string" && soundsSecret(each));
  const isSecret = (key: string): boolean => soundsSecret(key) || (isNamedSecret && /value/i.test(key));
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, member]) => [key, isSecret(key) ? LEFT_OUT : inert(member ?? null)]));
}

export const shortText = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
