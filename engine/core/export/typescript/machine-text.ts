import type { GraphNode } from "../../compile/flow-graph.ts";
import { ERROR_PORT } from "../../node-definition.ts";
import { Code, literal, stringLiteral, type Printable } from "./literal.ts";
import type { Region, RegionState, Target } from "./scope-shape.ts";

/** One machine of an exported flow. */
export interface MachineParts {
  /** Name of the function that makes it. */
  readonly name: string;
  /** Its id, which targets of inner states name. */
  readonly id: string;
  readonly region: Region;
  /** Where a failure that nothing handles leads: `_undo` for the flow, `_failed` for a body. */
  readonly onFailure: string;
  /** The whole flow begins with a start, a body with the scope around it. */
  readonly isFlow: boolean;
  /** States behind the nodes, and actors besides the steps. */
  readonly states: Readonly<Record<string, Printable>>;
  readonly actors: readonly string[];
}

/** Source text of a function that makes the machine for a world. */
export function machineText({ name, id, region, onFailure, isFlow, states, actors }: MachineParts): string {
  const start = isFlow ? "Start" : "Scope";
  const written = regionStates(region, { id, onFailure, depth: 0 });
  const initial = region.entries.length === 1 ? region.entries[0]! : "_start";
  const config = {
    id,
    initial,
    context: new Code(isFlow ? "({ input }) => begin(input)" : "({ input }) => input"),
    output: new Code(isFlow ? "({ context }) => context" : "({ context, event }) => endingOf(context, event)"),
    states: { ...(region.entries.length > 1 ? { _start: startState(region.entries) } : {}), ...written, ...states },
  };
  return `export const ${name} = (world: World) =>
  setup({
    types: { context: {} as Scope, input: {} as ${start}, output: {} as ${isFlow ? "Scope" : "Ending"} },
    actors: { ${["...stepActors(steps, world)", ...actors].join(", ")} },
  }).createMachine(${literal(config, "  ")});
`;
}

/** Several triggers: the run begins at the one that started it. */
const startState = (entries: readonly string[]): Printable => ({
  always: entries.map((entry) => ({
    guard: new Code(`({ context }) => context.run["trigger"] === ${stringLiteral(entry)}`),
    target: entry,
  })),
});

interface Place {
  readonly id: string;
  readonly onFailure: string;
  /** How many parallel states are around. */
  readonly depth: number;
}

function regionStates({ states }: Region, place: Place): Record<string, Printable> {
  return Object.fromEntries(
    states.map((state) =>
      state.type === "node" ? [state.graphNode.node.id, nodeState(state, place)] : [state.name, forkState(state, place)],
    ),
  );
}

function forkState({ branches, then }: Extract<RegionState, { type: "fork" }>, place: Place): Printable {
  const inner = { ...place, depth: place.depth + 1 };
  const regions = branches.map((branch, index) => {
    const [entry = "_end"] = branch.entries;
    const name = branch.entries.length === 0 ? `_direct_${index}` : entry;
    return [name, { initial: entry, states: { ...regionStates(branch, inner), _end: { type: "final" } } }] as const;
  });
  return { type: "parallel", states: Object.fromEntries(regions), onDone: targetOf(then, place) };
}

/** Inner states name the states of the machine itself by its id. */
const outer = ({ id, depth }: Place, name: string): string => (depth === 0 ? name : `#${id}.${name}`);

function targetOf(target: Target, place: Place): string {
  switch (target.type) {
    case "state":
      return target.name;
    case "arrive":
    case "end":
      return "_end";
    case "fail":
    case "unhandled":
      return outer(place, place.onFailure);
  }
}

type NodeRegionState = Extract<RegionState, { type: "node" }>;

function nodeState({ graphNode, exits }: NodeRegionState, place: Place): Printable {
  const { node, definition } = graphNode;
  const name = stringLiteral(node.id);
  const kept = (ending: boolean, result: string): string =>
    ending ? `endAt(keep(context, ${name}, ${result}), ${name})` : `keep(context, ${name}, ${result})`;
  const [first] = exits;
  if (definition.behavior === "trigger") {
    const actions = new Code(`assign(({ context }) => ${kept(first!.to.type === "end", "{ output: context.input }")})`);
    return { always: { target: targetOf(first!.to, place), actions } };
  }
  const done = definition.behavior === "stop" ? [stopped(place, kept)] : doneTransitions(graphNode, exits, place, kept);
  const error = exits.find(({ port }) => port === ERROR_PORT)!.to;
  const handled = error.type !== "unhandled";
  const onError = {
    target: targetOf(error, place),
    actions: new Code(`assign(({ context, event }) => ${handled ? "onErrorPath" : "failed"}(context, event.error))`),
  };
  return {
    invoke: {
      src: node.id,
      input: new Code("({ context }) => context"),
      onDone: done.length === 1 ? done[0]! : done,
      onError,
    },
  };
}

type Kept = (ending: boolean, result: string) => string;

const assigned = (code: string): Code => new Code(`assign(({ context, event }) => ${code})`);

const stopped = (place: Place, kept: Kept): Printable => ({
  target: outer(place, "_stopped"),
  actions: assigned(kept(false, "event.output")),
});

function doneTransitions({ definition }: GraphNode, exits: NodeRegionState["exits"], place: Place, kept: Kept): Printable[] {
  const ways = exits.filter(({ port }) => port !== ERROR_PORT);
  const inner = definition.behavior === "container" ? [bodyStopped(place, kept)] : [];
  const transitions = ways.map(({ port, to }) => {
    const test = `({ event }) => (event.output.port ?? ${stringLiteral(ways[0]!.port)}) === ${stringLiteral(port)}`;
    const guard = ways.length === 1 ? {} : { guard: new Code(test) };
    return { ...guard, target: targetOf(to, place), actions: actionsFor(to, kept) };
  });
  return [...inner, ...transitions];
}

const bodyStopped = (place: Place, kept: Kept): Printable => ({
  guard: new Code("({ event }) => event.output.stopped !== undefined"),
  target: outer(place, "_stopped"),
  actions: assigned(kept(false, "event.output")),
});

function actionsFor(to: Target, kept: Kept): Code {
  if (to.type !== "fail") return assigned(kept(to.type === "end", "event.output"));
  const failure = literal({ code: to.code, message: `Nothing follows the output ${to.port}.` });
  return assigned(`failed(${kept(false, "event.output")}, new StepFailure(${failure}))`);
}

/** The states in which every flow ends: by itself, or undoing what was done. */
export const flowEnd: Readonly<Record<string, Printable>> = {
  _undo: {
    invoke: {
      src: "_undoLast",
      input: new Code("({ context }) => context"),
      onDone: [
        {
          guard: new Code("({ event }) => event.output.undo.length > 0"),
          target: "_undo",
          reenter: true,
          actions: new Code("assign(({ event }) => event.output)"),
        },
        { target: "_end", actions: new Code("assign(({ event }) => event.output)") },
      ],
    },
  },
  _stopped: { type: "final" },
  _end: { type: "final" },
};

export const bodyEnd: Readonly<Record<string, Printable>> = {
  _failed: { type: "final" },
  _stopped: { type: "final" },
  _end: { type: "final" },
};

/** A scope whose branches do not nest: one state, in which an actor spawns the pieces. */
export const coordinatedState = (src: string, onFailure: string): Printable => ({
  invoke: {
    src,
    input: new Code("({ context }) => context"),
    onDone: [
      {
        guard: new Code('({ event }) => event.output.kind === "failed"'),
        target: onFailure,
        actions: new Code("assign(({ event }) => event.output.scope)"),
      },
      { target: "_end", actions: new Code("assign(({ event }) => event.output.scope)") },
    ],
  },
});

/** The state in which a piece hands over to others. */
export const handOver = (next: readonly string[], arrives: readonly string[]): Printable => ({
  type: "final",
  output: { next, arrives },
});
