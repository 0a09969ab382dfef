import { expect, it } from "vitest";
import type { ActiveStep, UndoEntry } from "../core/machine/run-state.ts";
import { callChild } from "./run-child.ts";
import type { StepWorld } from "./step-world.ts";

it("does not wait for a run that has been deleted, and says that it cannot undo it", async () => {
  const undoes = { nodeId: "sub", visit: 1, child: "run-7" } as unknown as UndoEntry;
  const step: ActiveStep = { nodeId: "sub", visit: 2, attempt: 1, nowMs: 0, phase: "started", undoes };
  const world = {
    plan: { nodes: { sub: { label: "Ship" } } },
    children: { undo: () => Promise.resolve("unknownRun") },
  } as unknown as StepWorld;
  await expect(callChild({ world, step, began: 0 }, null)).rejects.toMatchObject({
    failure: {
      code: "subflow/not-undone",
      message: expect.stringContaining('Run run-7, which "Ship" started, has been deleted'),
    },
  });
});
