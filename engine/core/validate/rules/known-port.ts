import { nearestName } from "../../flow/nearest-name.ts";
import { ERROR_PORT, type NodeBehavior, type NodeDefinition, type PortSpec } from "../../node-definition.ts";
import type { Problem } from "../../problem.ts";
import { edgeProblem, nodeLabel, suggesting, type EdgeEntry, type NodeEntry, type Rule } from "../rule.ts";

/** Edges leave from ports that exist. Error edges leave from the port every kind that can fail has. */
export const knownPort: Rule = {
  codes: ["flow/unknown-port"],
  check: ({ edges }) => edges.flatMap((entry) => (entry.from === undefined ? [] : checkPort(entry, entry.from))),
};

const CANNOT_FAIL: ReadonlySet<NodeBehavior> = new Set(["trigger", "join", "stop"]);

/** A join that counts branches fails when too few can arrive. */
export function cannotFail(definition: NodeDefinition, config: unknown): boolean {
  return CANNOT_FAIL.has(definition.behavior) && definition.branchesNeeded?.(config) === undefined;
}

function checkPort(entry: EdgeEntry, from: NodeEntry): Problem[] {
  if (entry.kind === "flow") return from.ports === undefined ? [] : checkFlowPort(entry, from, from.ports);
  const { port } = entry.edge;
  if (entry.kind === "error" && from.definition !== undefined && cannotFail(from.definition, from.config)) {
    const fix = "Remove the edge, or start it from the node that can fail.";
    return [
      unknownPort(
        entry,
        `${nodeLabel(from.node)} is of kind "${from.node.kind}", which cannot fail, so no error edge can leave it.`,
        fix,
      ),
    ];
  }
  const allowed = entry.kind === "error" ? ERROR_PORT : undefined;
  if (port === undefined || port === allowed) return [];
  const message = `The ${entry.kind} edge from ${nodeLabel(from.node)} to "${entry.edge.to}" names the port "${port}".`;
  return [unknownPort(entry, message, `Remove "port": ${entry.kind} edges do not leave from a port of the kind.`)];
}

function checkFlowPort(entry: EdgeEntry, from: NodeEntry, ports: readonly PortSpec[]): Problem[] {
  const { port, to } = entry.edge;
  if (ports.length === 0) {
    const message = `${nodeLabel(from.node)} is of kind "${from.node.kind}", after which nothing follows, but an edge leads from it to "${to}".`;
    return [unknownPort(entry, message, "Remove the edge, or start it from another node.")];
  }
  if (port === undefined || ports.some(({ name }) => name === port)) return [];
  const message = `${nodeLabel(from.node)} has no port "${port}"; its ports are ${ports.map(({ name }) => name).join(", ")}.`;
  return [
    unknownPort(
      entry,
      message,
      fixFor(port, ports),
      nearestName(
        port,
        ports.map(({ name }) => name),
      ),
    ),
  ];
}

function fixFor(port: string, ports: readonly PortSpec[]): string {
  if (port === ERROR_PORT) return 'Write "kind: error" on the edge instead of the port.';
  const names = ports.map(({ name }) => name);
  const nearest = nearestName(port, names);
  return nearest === undefined ? `Use one of the ports ${names.join(", ")}.` : `Write "${nearest}" instead of "${port}".`;
}

const unknownPort = (entry: EdgeEntry, message: string, fix: string, suggestion?: string): Problem =>
  edgeProblem(
    entry,
    { code: "flow/unknown-port", message, fix, ...suggesting(suggestion) },
    entry.edge.port === undefined ? "" : "/port",
  );
