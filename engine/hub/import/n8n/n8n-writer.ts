import type { RetryPolicy } from "../../../core/flow/flow-document.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { NodeExtras } from "../flow-sketch.ts";
import type { ImportOutcome } from "../../../core/import/import-result.ts";
import { omitUndefined } from "../../../core/omit-undefined.ts";
import type { SourceElement } from "../source-element.ts";
import type { ScriptNames } from "../script/script-value.ts";
import { numberIn, type N8nNode } from "./n8n-node.ts";
import { namesFor } from "./n8n-scope.ts";
import { firstCode, listCode, type Stream } from "./n8n-stream.ts";
import type { WorkflowDraft } from "./workflow-draft.ts";

/** Where the lines from an output of a node begin here. */
export interface Exit {
  readonly from: string;
  readonly port?: string;
}

export interface Written {
  readonly entry: string;
  /** By the number of the output. */
  readonly outputs: readonly { readonly stream: Stream; readonly exits: readonly Exit[] }[];
}

export interface NodeConfig {
  readonly kind: string;
  readonly config: JsonObject;
  readonly note?: string;
  readonly timeout?: string;
}

/** How an answer becomes items: each one is an item, or a list in it is a list of items. */
export type AnswerShape = "item" | "items" | ((answer: string) => string);

const ITEM = "$item";
const INDEX = "$index";

/** Draws one node of a workflow: for the one item that it gets, or for each item of the list. */
export class NodeWriter {
  readonly draft: WorkflowDraft;
  readonly node: N8nNode;
  readonly element: SourceElement;
  readonly id: string;
  readonly parent: string | undefined;
  /** What arrives at its first input. */
  readonly input: Stream;

  constructor(
    draft: WorkflowDraft,
    node: N8nNode,
    at: { element: SourceElement; id: string; parent?: string | undefined; input: Stream },
  ) {
    this.draft = draft;
    this.node = node;
    this.element = at.element;
    this.id = at.id;
    this.parent = at.parent;
    this.input = at.input;
  }

  note(outcome: ImportOutcome, note: string): void {
    this.draft.sketch.note(this.element, outcome, note);
  }

  add(id: string, kind: string, config: JsonObject, extras: NodeExtras = {}): string {
    return this.draft.sketch.add(this.element, id, kind, config, { ...this.#within, ...extras });
  }

  mint = (suffix: string): string => this.draft.sketch.mint(`${this.id}${suffix}`);

  /** Names of expressions that are worked out once: for the first item. */
  get first(): ScriptNames {
    return this.#names(firstCode(this.input), "0");
  }

  /** Names of expressions over the whole list, which have no item in hand. */
  get inList(): ScriptNames {
    return this.#names(ITEM, INDEX);
  }

  #names(item: string, index: string): ScriptNames {
    return namesFor({
      input: this.input,
      item,
      index,
      streamOf: (name) => this.draft.streamAt(name, this.parent),
      takesWhole: () => this.takesWhole(),
      workflowName: this.draft.workflow.name,
      timeZone: this.draft.workflow.timeZone,
      doubt: (what) => this.note("approximated", what),
    });
  }

  /** A map node that makes an item of each item. */
  perItem(make: (names: ScriptNames, item: string) => string): Written {
    const { input } = this;
    if (!input.isList) return this.map(make(this.first, input.code), { isList: false });
    const each = make(this.inList, ITEM);
    return this.map(each === ITEM ? input.code : `[$map(${input.code}, function(${ITEM}, ${INDEX}) { ${each} })]`);
  }

  /** A map node whose value is the items that go on; `pairs` says whether each belongs to the item at its place. */
  map(expression: string, { isList = true, pairs = true } = {}): Written {
    this.add(this.id, "map", { expression });
    return this.gives(this.id, { code: `steps.${this.id}`, isList, pairs });
  }

  /** The stream behind a node of one output. */
  gives(from: string, { code, isList, pairs }: { code: string; isList: boolean; pairs: boolean }): Written {
    const { member: _, ...input } = this.input;
    const shown = this.node.source["alwaysOutputData"] === true && isList ? `($count(${code}) = 0 ? [{}] : ${code})` : code;
    const paired = pairs ? new Map([...input.pairs, [this.node.name, shown] as const]) : new Map<string, string>();
    const stream: Stream = { ...input, code: shown, isList, parent: this.parent, pairs: paired };
    return { entry: this.#entry ?? from, outputs: [{ stream, exits: [{ from }] }] };
  }

  /** What it gets goes on as it is. */
  passes(from: string): Written {
    return { entry: this.#entry ?? from, outputs: [{ stream: this.input, exits: [{ from }] }] };
  }

  #entry: string | undefined;

  /** A node of n8n does nothing when no item comes: what works on the list as a whole gets a branch before it. */
  unlessEmpty(write: () => Written): Written {
    if (!this.input.isList) return write();
    const any = this.mint("Any");
    this.add(
      any,
      "branch",
      { cases: [{ port: "some", when: `$count(${this.input.code}) > 0` }] },
      { name: `Anything for ${this.node.name}?` },
    );
    this.#entry = any;
    this.draft.sketch.connect(any, this.id, { port: "some" });
    if (this.input.comesInGoes === true) this.note("approximated", "What comes in several goes is worked on at once here.");
    const written = write();
    const guard = ([branch, way]: readonly [string, string]): ReadonlyMap<string, string> =>
      new Map([...this.input.guards, [branch, way]]);
    return {
      ...written,
      outputs: written.outputs.map(({ stream, exits }) => ({
        exits,
        stream: { ...stream, guards: new Map([...stream.guards, ...guard([any, "some"])]) },
      })),
    };
  }

  /** A call for each item. */
  effect(make: (names: ScriptNames, item: string) => NodeConfig, shape: AnswerShape): Written {
    return this.input.isList ? this.#effects(make, shape) : this.#effect(make(this.first, this.input.code), shape);
  }

  #effect(made: NodeConfig, shape: AnswerShape): Written {
    this.#call(this.id, made);
    const at = `steps.${this.id}`;
    const code = shape === "item" ? at : shape === "items" ? `$append([], ${at})` : shape(at);
    const given = this.gives(this.id, { code, isList: shape !== "item", pairs: shape === "item" });
    const way = this.#onError;
    if (way === "stop") return given;
    const failed = this.#failed(this.mint("Error"), this.id, this.input.code, way);
    const [{ stream }] = given.outputs as readonly [Written["outputs"][number]];
    const went = (port: string): ReadonlyMap<string, string> => new Map([...stream.guards, [this.id, port]]);
    const error: Stream = { ...stream, code: `steps.${failed}`, isList: false, guards: went("error") };
    if (way === "output")
      return {
        entry: given.entry,
        outputs: [
          { stream: { ...stream, guards: went("done") }, exits: [{ from: this.id }] },
          { stream: error, exits: [{ from: failed }] },
        ],
      };
    const either = stream.isList ? `[${error.code}]` : error.code;
    const both = { ...stream, code: `($exists(${error.code}) ? ${either} : ${code})` };
    return { entry: given.entry, outputs: [{ stream: both, exits: [{ from: this.id }, { from: failed }] }] };
  }

  #effects(make: (names: ScriptNames, item: string) => NodeConfig, shape: AnswerShape): Written {
    const { id, node } = this;
    const made = make(this.#names("item", "index"), "item");
    this.add(id, "forEach", { items: this.input.code }, { name: node.name });
    const call = this.mint("Each");
    this.#call(call, made, id);
    const way = this.#onError;
    if (way !== "stop") return this.#effectsThatMayFail(call, shape, way);
    const code = shape === "item" ? `steps.${id}` : together(`steps.${id}`, shape);
    return this.gives(id, { code, isList: true, pairs: shape === "item" });
  }

  #effectsThatMayFail(call: string, shape: AnswerShape, way: "output" | "go on"): Written {
    const { id } = this;
    const failed = this.#failed(this.mint("Error"), call, "item", way, id);
    const both = this.mint("Outcome");
    const kept = `$exists(steps.${failed}) ? { "failed": steps.${failed} } : { "gave": steps.${call} }`;
    this.add(both, "map", { expression: kept }, { parent: id, name: `Outcome of ${this.node.name}` });
    this.draft.sketch.connect(call, both);
    this.draft.sketch.connect(failed, both);
    const gave = shape === "item" ? `[steps.${id}.gave]` : together(`steps.${id}.gave`, shape);
    if (way === "go on") return this.gives(id, { code: `$append(${gave}, [steps.${id}.failed])`, isList: true, pairs: false });
    const { outputs, entry } = this.gives(id, { code: gave, isList: true, pairs: false });
    const [{ stream, exits }] = outputs as readonly [Written["outputs"][number]];
    return {
      entry,
      outputs: [
        { stream, exits },
        { stream: { ...stream, code: `[steps.${id}.failed]` }, exits },
      ],
    };
  }

  /** What goes on after a failure: the item with what went wrong. */
  #failed(id: string, call: string, item: string, way: "output" | "go on", parent?: string): string {
    const error = '{ "error": error.message }';
    const expression = way === "output" ? `$merge([${item}, ${error}])` : error;
    this.add(id, "map", { expression }, { name: `Failure of ${this.node.name}`, ...(parent === undefined ? {} : { parent }) });
    this.draft.sketch.connect(call, id, { kind: "error" });
    this.note("approximated", "After a failure it goes on; the words of the error are those of OmniLink.");
    return id;
  }

  #call(id: string, { kind, config, note, timeout }: NodeConfig, parent?: string): void {
    if (note !== undefined) this.note("approximated", note);
    const retry = this.#retry;
    const limits = omitUndefined({ retry, timeout });
    this.add(id, kind, config, { ...limits, name: this.node.name, ...(parent === undefined ? {} : { parent }) });
    if (retry !== undefined && parent !== undefined)
      this.note("approximated", "Each call is tried again by itself; n8n begins again with the first item.");
  }

  get #retry(): RetryPolicy | undefined {
    const { source } = this.node;
    if (source["retryOnFail"] !== true) return undefined;
    const maxAttempts = Math.min(5, Math.max(2, numberIn(source, "maxTries", 3)));
    const wait = Math.min(5_000, Math.max(0, numberIn(source, "waitBetweenTries", 1_000)));
    return { maxAttempts, initial: `PT${wait / 1_000}S`, factor: 1, on: ["*"] };
  }

  get #onError(): "stop" | "output" | "go on" {
    const { onError, continueOnFail } = this.node.source;
    if (onError === "continueErrorOutput") return "output";
    return onError === "continueRegularOutput" || (onError === undefined && continueOnFail === true) ? "go on" : "stop";
  }

  get #within(): NodeExtras {
    return this.parent === undefined ? {} : { parent: this.parent };
  }

  get list(): string {
    this.takesWhole();
    return listCode(this.input);
  }

  /** Of what a webhook or a schedule gives not all is known here: taking the whole of it loses that. */
  takesWhole({ member }: Stream = this.input): void {
    if (member !== undefined)
      this.note("approximated", "It takes all that the trigger gives, of which headers, query and the like are not known here.");
  }
}

/** The items in the answers to several calls. */
const together = (answers: string, shape: Exclude<AnswerShape, "item">): string =>
  `$reduce(${answers}, function($all, $one) { $append($all, ${shape === "items" ? "$one" : shape("$one")}) }, [])`;
