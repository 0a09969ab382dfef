import type { MappingBundle } from "../expression/mappings/mapping-bundle.ts";
import type { FlowDocument, RetryPolicy } from "../flow/flow-document.ts";
import type { JsonObject } from "../json.ts";
import type { AnswerRole, EffectClass, NodeBehavior } from "../node-definition.ts";

/**
 * What a flow compiles to: plain JSON without closures, so that it can be stored, compared and shown.
 *
 * A flow is cut into **chains**: maximal pieces with one entry and no parallelism inside. Each chain is one small XState
 * machine; every node belongs to exactly one. The cuts are forks (a port with several edges), joins, and nodes that
 * different chains lead to. A running flow is the set of its active chains, so the cost of a step does not depend on how
 * wide or long the flow is.
 */
export interface FlowPlan {
  readonly flowId: string;
  readonly contentHash: string;
  readonly nodes: Readonly<Record<string, NodePlan>>;
  readonly chains: Readonly<Record<string, ChainMachine>>;
  readonly joins: Readonly<Record<string, JoinPlan>>;
  /** Bodies by their container node. */
  readonly bodies: Readonly<Record<string, BodyPlan>>;
  /** Ids of the trigger nodes; each is the entry of a chain. */
  readonly triggers: readonly string[];
  readonly schemas: Readonly<Record<string, JsonObject>>;
  /** What `$useMapping` finds; absent where the flow uses none. */
  readonly mappings?: MappingBundle;
  /** Nodes that a compensation goes back to. */
  readonly savepoints: readonly string[];
  /** Variables of the environment that a run takes along: those that expressions name, or `*` for all. Absent: none. */
  readonly variables?: readonly string[];
  /** A run that takes longer has failed. */
  readonly timeoutMs?: number;
}

/** The body of a for-each, a loop or a block: a scope of its own for each turn. */
export interface BodyPlan {
  /** Chains that start with a turn. */
  readonly entries: readonly string[];
  /** Set where what was done in the body may be undone side by side. */
  readonly undo?: SideBySide;
}

/** What need not wait for each other to be undone: the turns of a body, or the steps of one turn. */
export interface SideBySide {
  readonly of: "turns" | "steps";
  /** Undos under way at a time, with all that lies deeper. */
  readonly atMost: number;
}

/** Attempts without a timeout of their own are given up after this long. */
export const DEFAULT_ATTEMPT_MS = 30_000;

export interface NodePlan {
  readonly id: string;
  readonly kind: string;
  readonly behavior: NodeBehavior;
  /** Node name, or its id when it has none. */
  readonly label: string;
  /** The chain the node belongs to, named after its entry node; absent for a node that only undoes. */
  readonly chain?: string;
  /** The container whose body it belongs to; absent for the flow itself. */
  readonly parent?: string;
  readonly config: JsonObject;
  /** Where `config` holds `=` expressions to evaluate before the executor runs. */
  readonly templates: readonly Template[];
  readonly effect?: EffectClass;
  readonly retry?: RetryPolicy;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** How long an attempt may be silent. */
  readonly heartbeatMs?: number;
  /** Of the step as a whole, with all its attempts and waits. */
  readonly deadlineMs?: number;
  /** Nodes that undo this one, in the order they run. */
  readonly undoBy: readonly CompensationPolicy[];
  /** For a compensation back to a savepoint: the node it goes back to; absent for all that was done so far. */
  readonly savepoint?: string;
  /** For a compensation of one node: that node. */
  readonly undoOnly?: string;
  /** Once it has completed, nothing that completed before it is undone any more. */
  readonly pivot?: true;
  /** Its part where a caller waits for a node to answer; absent for those without one. */
  readonly callerAnswer?: AnswerRole;
}

/** The node that undoes a step, and what its failure for good means: stop there, pass it over, or ask a person. */
export interface CompensationPolicy {
  readonly nodeId: string;
  readonly onFailure: "stop" | "continue" | "ask";
}

export interface Template {
  /** Keys and indexes from the config root to the value. */
  readonly path: readonly (string | number)[];
  readonly source: string;
}

export interface JoinPlan {
  /**
   * `all` fires when someone has arrived and nothing still active can. `count` fires when so many have arrived, and takes
   * back the branches that could still arrive; `any` is compiled to a count of 1.
   */
  readonly mode: "all" | "count";
  readonly count?: number;
  /** Ids of the nodes from which this join can still be reached. */
  readonly reachableFrom: readonly string[];
}

/** A machine config in XState's own JSON form, restricted to what chains need. */
export interface ChainMachine {
  readonly id: string;
  readonly initial: string;
  readonly states: Readonly<Record<string, ChainState>>;
}

/** A node's state runs its step on entry and leaves on the step's outcome; the other states end the chain. */
export interface ChainState {
  readonly type?: "final";
  readonly entry: readonly [ChainAction];
  readonly on?: { readonly "step.completed"?: readonly ChainTransition[]; readonly "step.failed"?: readonly ChainTransition[] };
}

export interface ChainTransition {
  readonly target: string;
  /** Absent: taken for every port. */
  readonly guard?: { readonly type: "port"; readonly params: { readonly port: string } };
}

export type ChainAction =
  | { readonly type: "runStep"; readonly params: { readonly nodeId: string } }
  /** The chain goes on elsewhere: as several chains at a fork, as one where chains meet, by arriving at joins, or both. */
  | {
      readonly type: "continueAs";
      readonly params: { readonly from: string; readonly chains: readonly string[]; readonly joins: readonly string[] };
    }
  /** The branch ends after this node. */
  | { readonly type: "endBranch"; readonly params: { readonly nodeId: string } }
  /** The node failed, or took a port that must be connected, and nothing handles it. */
  | { readonly type: "failScope"; readonly params: FailScope };

export interface FailScope {
  readonly nodeId: string;
  /** Set when the node did not fail itself but took this port. */
  readonly unconnected?: { readonly port: string; readonly code: string };
}

/** What later stages ask of a stored flow version. */
export interface CompiledFlow {
  readonly document: FlowDocument;
  readonly plan: FlowPlan;
}
