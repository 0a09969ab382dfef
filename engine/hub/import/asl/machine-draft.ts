import type { FlowNode } from "../../../core/flow/flow-document.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { FlowSketch, NodeExtras } from "../flow-sketch.ts";
import type { SourceElement } from "../source-element.ts";
import { elementOf } from "./asl-element.ts";
import { pathOf, type AslScope } from "./asl-expression.ts";
import { MachineData, type AslMachine, type AslState } from "./machine-data.ts";

export interface Place {
  readonly input: string;
  /** Names of the states around, each followed by `/`. */
  readonly path: string;
  readonly parent?: string;
  readonly item?: string;
}

export interface Part {
  readonly entry?: string;
  /** Nodes after which the part is over. */
  readonly ends: readonly End[];
  /** The outputs of the ways it can end, the latest first. */
  readonly outputs: readonly string[];
}

/** The node whose failures are the state's, and the one that leads on from it. */
export interface Written {
  readonly main: string;
  readonly exit: string;
}

export const only = (id: string): Written => ({ main: id, exit: id });

export interface End {
  readonly from: string;
  readonly port?: string;
}

/** Writes a machine inside of another. */
export type NestedMachine = (definition: JsonObject, place: Place) => Part;

type MachineParts = Pick<MachineDraft, "sketch" | "machine" | "place" | "variables" | "nested">;

/** A state that is to be drawn, and what it gets. */
export interface StateAt {
  readonly draft: MachineDraft;
  readonly state: AslState;
  readonly element: SourceElement;
  readonly scope: AslScope;
  /** What its node takes over from it besides its config. */
  readonly about: NodeExtras;
}

/** One machine while its states become nodes: what is known of it, and how nodes are put where it is. */
export class MachineDraft {
  readonly sketch: FlowSketch;
  readonly machine: AslMachine;
  readonly place: Place;
  readonly variables: ReadonlySet<string>;
  readonly nested: NestedMachine;
  readonly data: MachineData;
  readonly written = new Map<string, Written & { readonly entry: string }>();
  /** JSONata of the outputs of the branches of each Parallel. */
  readonly joined = new Map<string, string>();

  constructor({ sketch, machine, place, variables, nested }: MachineParts) {
    this.sketch = sketch;
    this.machine = machine;
    this.place = place;
    this.variables = variables;
    this.nested = nested;
    this.data = new MachineData(machine);
  }

  scope(state: AslState): AslScope {
    const input = this.data.input(state);
    const element = elementOf(state.name, state.state, this.place);
    const scope: AslScope = {
      data: input,
      state: state.name,
      doubt: (what) => this.sketch.note(element, "approximated", what),
      variables: this.variables,
      ...(this.place.item === undefined ? {} : { item: this.place.item }),
    };
    const path = state.state["InputPath"];
    if (typeof path === "string" && path !== "$") return { ...scope, data: pathOf(path, scope) };
    return path === null ? { ...scope, data: "{}" } : scope;
  }

  extras(extras: NodeExtras = {}): NodeExtras {
    return this.place.parent === undefined ? extras : { parent: this.place.parent, ...extras };
  }

  add(element: SourceElement, id: string, kind: string, config: JsonObject, extras: NodeExtras = {}): string {
    return this.sketch.add(element, id, kind, config, this.extras(extras));
  }

  node(id: string): FlowNode | undefined {
    return this.sketch.nodes.find((node) => node.id === id);
  }
}
