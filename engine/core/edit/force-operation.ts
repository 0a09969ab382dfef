import type { EdgeKind } from "../flow/flow-document.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import { refuse, type CommandResult } from "./command-result.ts";
import { connect } from "./commands/connect.ts";
import { reconnect } from "./commands/reconnect.ts";
import { removeNodes } from "./commands/remove-nodes.ts";
import { renameNode } from "./commands/rename-node.ts";
import { setParent } from "./commands/set-parent.ts";
import { describeTarget } from "./describe-operation.ts";
import { EditBuilder } from "./edit-builder.ts";
import { edgeIndex } from "./edge-ref.ts";
import type { FlowDraft } from "./flow-draft.ts";
import { noNode } from "./node-words.ts";
import type { Operation, SetOperation } from "./operation.ts";

/** "Take mine": makes an operation that did not fit on the draft as it is now, or says why that cannot be done. */
export function forceOperation(draft: FlowDraft, definitions: NodeDefinitions, operation: Operation): CommandResult {
  switch (operation.op) {
    case "insertNode":
      return refuse(`There is a node "${operation.node.id}" already.`);
    case "removeNode":
      return removeNodes(draft, definitions, [operation.node.id]);
    case "insertEdge":
      return connect(draft, definitions, operation.edge);
    case "removeEdge":
      return refuse("The edge is not there any more.");
    case "setEdge":
      return forceEdge(draft, definitions, operation);
    case "setNode":
      return forceNode(draft, definitions, operation);
    default:
      return forceValue(draft, operation);
  }
}

function forceEdge(
  draft: FlowDraft,
  definitions: NodeDefinitions,
  operation: Extract<SetOperation, { op: "setEdge" }>,
): CommandResult {
  const { edge, path, after } = operation;
  if (edgeIndex(draft.document.edges, edge) === -1) return refuse("The edge was removed meanwhile.");
  const [key] = path;
  if (key === "from" || key === "to") return reconnect(draft, definitions, edge, { [key]: String(after) });
  if (key === "port") return reconnect(draft, definitions, edge, { port: after === undefined ? null : String(after) });
  if (key === "kind") return reconnect(draft, definitions, edge, { kind: (after ?? "flow") as EdgeKind });
  return forceValue(draft, operation);
}

function forceNode(
  draft: FlowDraft,
  definitions: NodeDefinitions,
  operation: Extract<SetOperation, { op: "setNode" }>,
): CommandResult {
  const { nodeId, path, after } = operation;
  if (!draft.document.nodes.some(({ id }) => id === nodeId)) return refuse(noNode(nodeId));
  if (path.length === 1 && path[0] === "id") return renameNode(draft, definitions, nodeId, String(after));
  if (path.length === 1 && path[0] === "parent")
    return setParent(draft, definitions, [nodeId], after === undefined ? undefined : String(after));
  return forceValue(draft, operation);
}

function forceValue(draft: FlowDraft, operation: SetOperation): CommandResult {
  const builder = new EditBuilder(draft);
  switch (operation.op) {
    case "setNode":
      builder.setNode(operation.nodeId, operation.path, operation.after);
      break;
    case "setEdge":
      builder.setEdge(operation.edge, operation.path, operation.after);
      break;
    case "setFlow":
      builder.setFlow(operation.path, operation.after);
      break;
    case "setLayout":
      builder.setLayout(operation.path, operation.after);
      break;
    case "setSample":
      builder.setSample(operation.nodeId, operation.after);
  }
  return builder.finish(`Keep mine: ${describeTarget(operation, draft)}`);
}
