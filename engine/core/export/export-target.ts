/** The forms a flow can be taken away in: a TypeScript project, its own YAML, and what other tools draw or read. */
export const exportTargets = ["ts", "yaml", "mermaid", "svg", "bpmn"] as const;
export type ExportTarget = (typeof exportTargets)[number];
