import { edgeKind, type FlowDocument } from "#engine/core/flow/flow-document.ts";
import { isJsonObject } from "#engine/core/json.ts";

/** What each answer leads to, read off the drawing: the names of the nodes that come next. */
export interface Consequences {
  readonly approved: string;
  readonly rejected: string;
  /** What happens when nobody decides in time; absent without a deadline. */
  readonly timedOut?: string;
}

export function consequencesOf(document: FlowDocument, nodeId: string): Consequences | undefined {
  const node = document.nodes.find(({ id }) => id === nodeId);
  if (!node) return undefined;
  const approved = nextSteps(document, nodeId, "approved");
  const rejected = nextSteps(document, nodeId, "rejected");
  const config = isJsonObject(node.config) ? node.config : {};
  const onTimeout = config["onTimeout"] ?? "reject";
  const timedOut =
    onTimeout === "approve" ? "It counts as approved." : onTimeout === "fail" ? "The step fails." : "It counts as rejected.";
  return {
    approved: approved.length > 0 ? `Goes on with ${list(approved)}.` : "This branch of the run is done.",
    rejected: rejected.length > 0 ? `Goes on with ${list(rejected)}.` : rejectionWithoutEdge(document, nodeId),
    ...(config["timeout"] === undefined ? {} : { timedOut }),
  };
}

function rejectionWithoutEdge(document: FlowDocument, nodeId: string): string {
  const onError = document.edges
    .filter((edge) => edge.from === nodeId && edgeKind(edge) === "error")
    .map((edge) => labelOf(document, edge.to));
  if (onError.length > 0) return `Goes on with ${list(onError)}.`;
  const undone = document.edges.some((edge) => edgeKind(edge) === "compensation");
  return undone ? "The run fails, and completed steps that can be undone are undone." : "The run fails here.";
}

const nextSteps = (document: FlowDocument, nodeId: string, port: string): readonly string[] =>
  document.edges
    .filter((edge) => edge.from === nodeId && edgeKind(edge) === "flow" && (edge.port ?? "approved") === port)
    .map((edge) => labelOf(document, edge.to));

const labelOf = (document: FlowDocument, nodeId: string): string => {
  const node = document.nodes.find(({ id }) => id === nodeId);
  return `“${node?.name ?? nodeId}”`;
};

const list = (labels: readonly string[]): string => new Intl.ListFormat("en").format(labels);
