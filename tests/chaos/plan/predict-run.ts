import type { Sketch } from "./sketch.ts";

/** What decides over the course of a run of a sketch; the input of the run. */
export interface RunScript {
  readonly id: string;
  readonly choose: "left" | "right";
  readonly decide: "approved" | "rejected";
  /** ISO 8601. */
  readonly pause: string;
  /** By call: what the sink does to the first tries. */
  readonly faults: Readonly<Record<string, readonly SinkFault[]>>;
  /** Calls the sink refuses for good. */
  readonly refuse: Readonly<Record<string, true>>;
}

/** `error`: 500 without effect. `drop`: it has its effect, then the connection is cut. `silent`: no effect, no answer. `slow`: accepted late. */
export type SinkFault = "error" | "drop" | "silent" | "slow";

export interface Prediction {
  readonly status: "completed" | "failed" | "compensated" | "compensation_incomplete";
  /** Calls, undos among them, that the sink accepts exactly once. */
  readonly effects: readonly string[];
  /** Calls that are undone, latest group first; the order inside of a group is that of parallel branches, and open. */
  readonly undone: readonly (readonly string[])[];
}

class Refused extends Error {}

/** What a run must come to, worked out from the sketch and nothing else. */
export function predictRun(sketch: Sketch, script: RunScript): Prediction {
  const effects: string[] = [];
  const completed: string[][] = [];
  let status: Prediction["status"] = "completed";
  try {
    walk(sketch, script, effects, completed);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    status = "failed";
  }
  const undone: string[][] = [];
  if (status === "failed" && completed.length > 0) status = undoAll(script, completed, effects, undone);
  return { status, effects: effects.toSorted(), undone };
}

function undoAll(script: RunScript, completed: string[][], effects: string[], undone: string[][]): Prediction["status"] {
  for (const group of completed.toReversed()) {
    const works = group.filter((id) => script.refuse[`${id}Undo`] !== true);
    effects.push(...works.map((id) => `${id}Undo`));
    undone.push(works);
    if (works.length < group.length) return "compensation_incomplete";
  }
  return "compensated";
}

/** `completed` gets a group per undoable call, and one for a whole fork. Throws when the run fails. */
function walk(sketch: Sketch, script: RunScript, effects: string[], completed: string[][]): void {
  const on = (part: Sketch): void => walk(part, script, effects, completed);
  switch (sketch.type) {
    case "sequence":
      return sketch.parts.forEach(on);
    case "call":
      if (script.refuse[sketch.id]) {
        if (!sketch.rescue) throw new Refused();
        return on(sketch.rescue);
      }
      effects.push(sketch.id);
      if (sketch.undo) completed.push([sketch.id]);
      return;
    case "approval":
      if (script.decide === "rejected") on(sketch.rejected);
      return;
    case "choice":
      return on(script.choose === "left" ? sketch.left : sketch.right);
    case "fork": {
      const inside: string[][] = [];
      for (const branch of sketch.branches) walk(branch, script, effects, inside);
      if (inside.length > 0) completed.push(inside.flat());
      return;
    }
    default:
      return;
  }
}
