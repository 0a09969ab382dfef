import type { FlowDraft } from "./flow-draft.ts";
import type { Operation } from "./operation.ts";

/** What an operation is about, for people: `Charge the card (charge) · config.url`. */
export function describeTarget(operation: Operation, { document }: Pick<FlowDraft, "document">): string {
  const label = (id: string): string => {
    const name = document.nodes.find((node) => node.id === id)?.name;
    return name === undefined || name === id ? id : `${name} (${id})`;
  };
  switch (operation.op) {
    case "insertNode":
    case "removeNode": {
      const { id, name } = operation.node;
      return name === undefined ? id : `${name} (${id})`;
    }
    case "insertEdge":
    case "removeEdge":
    case "setEdge":
      return `The edge from ${label(operation.edge.from)} to ${label(operation.edge.to)}`;
    case "setNode":
      return `${label(operation.nodeId)} · ${operation.path.join(".")}`;
    case "setFlow":
      return `The flow · ${operation.path.join(".")}`;
    case "setLayout":
      return `The drawing · ${operation.path.join(".")}`;
    case "setSample":
      return `${label(operation.nodeId)} · sample data`;
  }
}

/** The node an operation changes, to lead people there. */
export function nodeOf(operation: Operation): string | undefined {
  switch (operation.op) {
    case "insertNode":
    case "removeNode":
      return operation.node.id;
    case "setNode":
    case "setSample":
      return operation.nodeId;
    case "insertEdge":
    case "removeEdge":
    case "setEdge":
      return operation.edge.from;
    case "setLayout":
      return operation.path[0] === "positions" ? String(operation.path[1]) : undefined;
    case "setFlow":
      return undefined;
  }
}
