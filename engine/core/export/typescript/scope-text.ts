import type { FlowGraph, GraphNode } from "../../compile/flow-graph.ts";
import { cutChains } from "../../compile/cut-chains.ts";
import { joinReach } from "../../compile/join-reach.ts";
import { literal, type Printable } from "./literal.ts";
import { bodyEnd, coordinatedState, flowEnd, handOver, machineText } from "./machine-text.ts";
import { exitsOf, shapeScope, unconnected, type Exit, type Region, type RegionState } from "./scope-shape.ts";

export interface ScopeParts {
  readonly graph: FlowGraph;
  /** The container whose body it is; absent for the flow itself. */
  readonly container?: string;
  /** Name of the function that makes its machine. */
  readonly name: string;
}

/** Source text of the machines of a scope: nested states where its branches nest, spawned pieces where they do not. */
export function scopeText({ graph, container, name }: ScopeParts): string {
  const isFlow = container === undefined;
  const entries = entriesOf(graph, container);
  const common = { name, id: name, isFlow, onFailure: isFlow ? "_undo" : "_failed" };
  const actors = isFlow ? ["_undoLast: undoLast(steps, world)"] : [];
  const region = shapeScope(graph, entries, !isFlow);
  if (region) return machineText({ ...common, region, states: isFlow ? flowEnd : bodyEnd, actors });
  const pieces = pieceTexts(graph, container, name);
  const states = { _branches: coordinatedState("_branches", common.onFailure), ...(isFlow ? flowEnd : bodyEnd) };
  const alone: Region = { entries: ["_branches"], states: [] };
  const spawned = [...actors, `_branches: coordinate((scope) => ${name}Pieces(world, scope))`];
  return `${pieces}\n${machineText({ ...common, region: alone, states, actors: spawned })}`;
}

/** A flow begins at a trigger; a body at the nodes that nothing leads to. */
function entriesOf({ nodes }: FlowGraph, container: string | undefined): readonly string[] {
  return nodes
    .filter(({ node, definition, sources, isUndo }) =>
      container === undefined ? definition.behavior === "trigger" : node.parent === container && sources.length === 0 && !isUndo,
    )
    .map(({ node }) => node.id);
}

/** Pieces without parallelism, each a machine, and what the actor that spawns them needs to know. */
function pieceTexts(graph: FlowGraph, container: string | undefined, name: string): string {
  const chains = cutChains(graph);
  const inScope = graph.nodes.filter(({ node, isUndo }) => node.parent === container && !isUndo);
  const names = [...new Set(inScope.map(({ node }) => chains.get(node.id)!))];
  const machineOf = (piece: string): string => `${name}_${piece}`;
  const machines = names.map((piece) => pieceText(graph, piece, chains, machineOf(piece)));
  const entries = entriesOf(graph, container);
  const first = container === undefined ? `[String(scope.run["trigger"])]` : literal([...entries]);
  const members = names.map((piece) => `    ${piece}: ${machineOf(piece)}(world),\n`).join("");
  return `${machines.join("\n")}
/** The pieces of ${container === undefined ? "the flow" : `the body of ${container}`} between forks and meetings. */
const ${name}Pieces = (world: World, ${container === undefined ? "scope" : "_scope"}: Scope): Pieces => ({
  entries: ${first},
  pieces: {
${members}  },
  joins: ${literal(joinsOf(graph, container, chains), "  ")},
});
`;
}

function joinsOf(graph: FlowGraph, container: string | undefined, chains: ReadonlyMap<string, string>): Printable {
  const reach = joinReach(graph);
  const joins = graph.nodes.filter(({ node, definition }) => node.parent === container && definition.behavior === "join");
  return Object.fromEntries(
    joins.map(({ node, definition }) => {
      const count = definition.branchesNeeded?.(node.config ?? {});
      const pieces = [...new Set(reach.get(node.id)!.flatMap((id) => chains.get(id) ?? []))].sort();
      return [node.id, { ...(count === undefined ? {} : { count }), reachableFrom: pieces }];
    }),
  );
}

function pieceText(graph: FlowGraph, piece: string, chains: ReadonlyMap<string, string>, name: string): string {
  const nodes = graph.nodes.filter(({ node }) => chains.get(node.id) === piece);
  const handOvers: Record<string, Printable> = {};
  const states = nodes.map((graphNode): RegionState => ({
    type: "node",
    graphNode,
    exits: pieceExits(graphNode, graph, piece, chains, handOvers),
  }));
  const region = { entries: [piece], states };
  return machineText({
    name,
    id: name,
    region,
    onFailure: "_failed",
    isFlow: false,
    states: { ...handOvers, ...bodyEnd },
    actors: [],
  });
}

/** A port that leads on within the piece is a transition; any other ends the piece, and says who is next. */
function pieceExits(
  graphNode: GraphNode,
  graph: FlowGraph,
  piece: string,
  chains: ReadonlyMap<string, string>,
  handOvers: Record<string, Printable>,
): readonly Exit[] {
  return exitsOf(graphNode).map(({ port, targets }) => {
    const [only] = targets;
    if (only === undefined) return { port, to: unconnected(graphNode, port) };
    const stays = targets.length === 1 && chains.get(only) === piece && only !== piece;
    if (stays) return { port, to: { type: "state", name: only } };
    const isJoin = (id: string): boolean => graph.byId.get(id)!.definition.behavior === "join";
    const name = `_after_${graphNode.node.id}_${port}`;
    handOvers[name] = handOver(
      targets.filter((id) => !isJoin(id)),
      targets.filter(isJoin),
    );
    return { port, to: { type: "state", name } };
  });
}
