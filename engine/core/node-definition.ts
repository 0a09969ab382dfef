import type { z } from "zod";
import type { JsonObject, JsonValue } from "./json.ts";

/** Groups of the palette; also tints the icon tile. */
export type NodeCategory = "trigger" | "data" | "control" | "people" | "outside";

/**
 * How the engine treats a step of this kind.
 * - `trigger`: starts runs; its output is the run's input.
 * - `pure`: deterministic over what an expression can see; needs no commit of its own and may run again after a crash.
 * - `effect`: talks to the outside world; its result is committed before anything follows from it.
 * - `wait`: parks the run until a timer, a signal or a person answers.
 * - `join`: waits for parallel branches; `stop`: ends the run.
 * - `container`: runs the nodes of its body, the ones that name it as their `parent`, once or several times.
 * - `child`: starts a run of another flow and may wait for it. `compensate`: undoes steps back to a savepoint and goes on.
 */
export type NodeBehavior = "trigger" | "pure" | "effect" | "wait" | "join" | "stop" | "container" | "child" | "compensate";

export interface PortSpec {
  readonly name: string;
  readonly label: string;
  /** What taking this port means when nobody drew an edge from it: the branch ends there, or the step counts as failed. */
  readonly whenUnconnected: "end" | "fail";
  /** Code of the failure for `whenUnconnected: "fail"`, e.g. `approval/rejected`. */
  readonly failureCode?: string;
}

/**
 * Controls of the inspector. A field that names none gets the one of its type: text, number, switch, select, list, pairs
 * (a record), group (an object) or JSON.
 */
export type FieldWidget =
  | "text"
  | "multiline"
  | "expression"
  | "number"
  | "switch"
  | "select"
  | "duration"
  | "moment"
  | "cron"
  | "timeZone"
  | "schema"
  | "json"
  | "roles"
  | "connection"
  | "flow"
  | "node"
  | "list"
  | "pairs"
  | "group"
  | "cases";

/**
 * How the inspector shows one config field. The order of a form's entries is the order of the page. Plain data: what it says
 * about a kind is said here and nowhere else.
 */
export interface FieldForm {
  readonly label: string;
  readonly widget?: FieldWidget;
  readonly help?: string;
  /** What an empty field shows: an example, never an instruction. */
  readonly placeholder?: string;
  /** Heading of a part of the form that is folded while none of its fields is set. Fields without one come first. */
  readonly group?: string;
  /** Fields with the same words here exclude each other: one of them is chosen under these words, then filled in. */
  readonly either?: string;
  /** Offered only while this holds. A field that is set is shown in any case: nothing that counts is ever hidden. */
  readonly showWhen?: FieldCondition;
  /** Words for the values of a select. */
  readonly options?: Readonly<Record<string, string>>;
  /** Of the members of an object, or of the objects in a list; under `*` that of the items or values themselves. */
  readonly fields?: Readonly<Record<string, FieldForm>>;
}

/** About a field beside it, whose default counts while it is not set. */
export type FieldCondition =
  | { readonly field: string; readonly is: readonly JsonValue[] }
  | { readonly field: string; readonly isNot: readonly JsonValue[] }
  | { readonly field: string; readonly isSet: true };

/**
 * Everything the designer, the validator, the compiler and the exporter need to know of a node kind. Pure: safe in the
 * browser. The part that does the work is the executor of the same folder.
 */
export interface NodeDefinition<Config = unknown> {
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  /** One line for the palette. */
  readonly purpose: string;
  /** Other words people look for it by, in lower case. */
  readonly aliases?: readonly string[];
  readonly category: NodeCategory;
  /** Name of an icon in `components/ui/icons`. */
  readonly icon: string;
  readonly behavior: NodeBehavior;
  /** False for a kind that nobody adds by hand. */
  readonly isOffered?: false;
  /** Strict schema of `config` as authored: a string starting with `=` may stand for any value of the field. */
  readonly config: z.ZodType<Config>;
  /** Config paths that are always JSONata and take no `=`; `*` matches any key or index, e.g. `cases.*.when`. */
  readonly expressionPaths: readonly string[];
  readonly form: Readonly<Record<string, FieldForm>>;
  /** Named outputs; the first is the default of an edge without `port`. Empty when nothing may follow. */
  ports(config: Config): readonly PortSpec[];
  /** One line for the card on the canvas, e.g. `POST payments/charges`. */
  summarize(config: Config): string;
  /**
   * JSON Schema of what a step gives, as far as its config says; it may refer to `#/schemas/<name>`. Absent, or `undefined`
   * for a config, when only a run can tell.
   */
  output?(config: Config): JsonObject | undefined;
  /** Config field whose expression gives the output, or whose expressions give its members. */
  readonly outputOf?: string;
  /** The members of the output are variables from then on. */
  readonly setsVariables?: true;
  /** For `container` kinds that take turns: what is inside sees `index`, and `item` where this names the field with the list. */
  readonly turns?: { readonly items?: string };
  /** JSON Schema of what the expressions of this kind see, where that is not the data of the run. */
  readonly sees?: JsonObject;
  /**
   * For `effect` kinds: whether a repeat after an unknown outcome is safe.
   * `idempotent` may be repeated, `keyed` relies on the receiver honoring the idempotency key, `lookup` is looked up before
   * it is repeated, `none` must never be repeated blindly.
   */
  effect?(config: Config): EffectClass;
  /** Whether a step leaves something outside the run that stays there until it is undone. Absent for kinds that never do. */
  changesOutside?(config: Config): boolean;
  /**
   * Whether a step may fail though the flow and its data are sound. Absent: kinds that call out may. A port that fails when
   * nobody drew an edge from it counts besides.
   */
  mayFail?(config: Config): boolean;
  /** For `effect` kinds whose executor says while it calls that the call goes on: they can have a `heartbeat`. */
  readonly reportsProgress?: true;
  /** For `join` kinds: how many branches must arrive; `undefined` for all that can. */
  branchesNeeded?(config: Config): number | undefined;
  /** For `compensate` kinds: the node it goes back to; `undefined` for all that was done so far. */
  savepoint?(config: Config): string | undefined;
  /** For `compensate` kinds: the one node whose work it undoes, whatever was done after it. */
  undoneNode?(config: Config): string | undefined;
  /** For `container` kinds: how many undos of what is inside go side by side; `undefined` or 1 for one after another. */
  undoConcurrency?(config: Config): number | undefined;
  /** `awaited`: a trigger whose caller waits for a node to answer; `given`: the node that does. */
  callerAnswer?(config: Config): AnswerRole | undefined;
  /** What people should be told of a step that gave this output, beside the output itself. */
  remark?(output: JsonValue): string | undefined;
}

export type AnswerRole = "awaited" | "given";

export type EffectClass = "idempotent" | "keyed" | "lookup" | "none";

/** Kinds by name. Handed in by composition roots: `core` knows no kind. */
export type NodeDefinitions = ReadonlyMap<string, NodeDefinition>;

/** Gives the config type to `ports` and `summarize`, and checks nothing at run time. */
export function defineNode<Config>(definition: NodeDefinition<Config>): NodeDefinition {
  return definition as NodeDefinition;
}

export const SINGLE_PORT: readonly PortSpec[] = [{ name: "out", label: "Next", whenUnconnected: "end" }];

/** The port that error edges leave from. Not listed by `ports`: every kind that can fail has it. */
export const ERROR_PORT = "error";
