import type { FlowNode } from "../flow/flow-document.ts";
import type { NodeDefinitions, PortSpec } from "../node-definition.ts";

/**
 * The outputs of a node as far as its config says; `undefined` when nobody can tell, because the kind is unknown or the
 * config is not far enough yet. A draft's config may lack fields that have nothing to do with ports.
 */
export function nodePorts(node: FlowNode, definitions: NodeDefinitions): readonly PortSpec[] | undefined {
  const definition = definitions.get(node.kind);
  if (!definition) return undefined;
  const config = node.config ?? {};
  const parsed = definition.config.safeParse(config);
  if (parsed.success) return definition.ports(parsed.data);
  try {
    const ports = definition.ports(config as never);
    return ports.every(({ name }) => typeof name === "string") ? ports : undefined;
  } catch {
    return undefined;
  }
}
