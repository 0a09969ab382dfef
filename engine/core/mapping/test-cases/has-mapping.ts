import type { FlowNode } from "../../flow/flow-document.ts";

/** Whether a node is a mapping that can have tests: one expression makes its output. */
export const hasMapping = ({ config }: Pick<FlowNode, "config">): boolean => typeof config?.["expression"] === "string";
