import { expect, it } from "vitest";
import type { RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";
import { anchorOf } from "./anchor-of.ts";

const cameTo = { nodes: { start: {}, charge: {}, ship: {} } } as unknown as RunView;
const states = (nodes: Readonly<Record<string, string>>): RunProjection =>
  ({ nodes: Object.fromEntries(Object.entries(nodes).map(([id, state]) => [id, { state }])) }) as unknown as RunProjection;
const allDone = states({ start: "completed", charge: "completed", ship: "completed" });

it("follows a run to where it came last, and shows one that was over from its start", () => {
  expect(anchorOf(cameTo, allDone, true)).toBe("ship");
  expect(anchorOf(cameTo, allDone, false)).toBeUndefined();
});

it("shows a run from its start that completed because a failure was handled", () => {
  const handled = states({ start: "completed", charge: "failed", ship: "completed" });
  expect(anchorOf({ ...cameTo, ended: "completed" }, handled, false)).toBeUndefined();
  expect(anchorOf({ ...cameTo, ended: "failed" }, handled, false)).toBe("charge");
});

it("begins with what needs a person, whether the run is over or not", () => {
  const failed = states({ start: "completed", charge: "failed", ship: "running" });
  expect(anchorOf(cameTo, failed, false)).toBe("charge");
  expect(anchorOf(cameTo, failed, true)).toBe("charge");
});
