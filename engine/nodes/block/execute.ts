import type { ContainerExecutor } from "../../runtime/executor.ts";

export const blockExecutor: ContainerExecutor = {
  behavior: "container",
  advance: async (_context, body) =>
    body ? { type: "done", output: body.outputs.at(-1)?.[1] ?? null } : { type: "open", opening: { once: true } },
};
