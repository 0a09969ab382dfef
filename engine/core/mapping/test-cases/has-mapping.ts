import type { FlowNode } from "../../flow/flow-document.ts";
import type { JsonObject } from "../../json.ts";

type Configured = Pick<FlowNode, "config">;
type WithMapping = { readonly config: JsonObject & { readonly expression: string } };

/** Whether a node is a mapping that can have tests: one expression makes its output. */
export const hasMapping = <Node extends Configured>(node: Node): node is Node & WithMapping =>
  typeof node.config?.["expression"] === "string";
