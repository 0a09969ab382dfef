import type { z } from "zod";

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

/** How the inspector shows one config field; fields without an entry get the widget of their type. */
export interface FieldForm {
  readonly label: string;
  readonly widget?:
    "text" | "multiline" | "expression" | "duration" | "schema" | "roles" | "connection" | "cases" | "select" | "number";
  readonly help?: string;
}

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
  readonly category: NodeCategory;
  /** Name of an icon in `components/ui/icons`. */
  readonly icon: string;
  readonly behavior: NodeBehavior;
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
   * For `effect` kinds: whether a repeat after an unknown outcome is safe.
   * `idempotent` may be repeated, `keyed` relies on the receiver honoring the idempotency key, `none` must never be repeated blindly.
   */
  effect?(config: Config): EffectClass;
  /** For `join` kinds: how many branches must arrive; `undefined` for all that can. */
  branchesNeeded?(config: Config): number | undefined;
  /** For `compensate` kinds: the node it goes back to; `undefined` for all that was done so far. */
  savepoint?(config: Config): string | undefined;
  /** `awaited`: a trigger whose caller waits for a node to answer; `given`: the node that does. */
  callerAnswer?(config: Config): "awaited" | "given" | undefined;
}

export type EffectClass = "idempotent" | "keyed" | "none";

/** Kinds by name. Handed in by composition roots: `core` knows no kind. */
export type NodeDefinitions = ReadonlyMap<string, NodeDefinition>;

/** Gives the config type to `ports` and `summarize`, and checks nothing at run time. */
export function defineNode<Config>(definition: NodeDefinition<Config>): NodeDefinition {
  return definition as NodeDefinition;
}

export const SINGLE_PORT: readonly PortSpec[] = [{ name: "out", label: "Next", whenUnconnected: "end" }];

/** The port that error edges leave from. Not listed by `ports`: every kind that can fail has it. */
export const ERROR_PORT = "error";
