/**
 * A flow as the tests think of it: a tree, so that what a run must do can be told from the tree and its input alone, with
 * none of the engine's code. `drawFlow` makes the flow document of a sketch, `predictRun` says what a run of it must do.
 * A new kind of node is one more member here, one case in each of the two.
 */
export type Sketch =
  /** A call to the sink. `rescue` is where it goes when the sink refuses; `undo` adds a compensation. */
  | {
      readonly type: "call";
      readonly id: string;
      readonly effect: "keyed" | "idempotent";
      readonly undo?: true;
      readonly rescue?: Sketch;
    }
  /** A mapping over recorded time and seeded randomness, whose value later calls send: it must come out the same after a crash. */
  | { readonly type: "compute"; readonly id: string }
  | { readonly type: "remember"; readonly id: string }
  | { readonly type: "pause"; readonly id: string }
  | { readonly type: "signal"; readonly id: string }
  | { readonly type: "approval"; readonly id: string; readonly rejected: Sketch }
  | { readonly type: "choice"; readonly id: string; readonly left: Sketch; readonly right: Sketch }
  | { readonly type: "fork"; readonly id: string; readonly branches: readonly Sketch[] }
  | { readonly type: "sequence"; readonly parts: readonly Sketch[] };

const call = (id: string): Sketch => ({ type: "call", id, effect: "keyed" });
const put = (id: string): Sketch => ({ type: "call", id, effect: "idempotent" });
const undoable = (id: string): Sketch => ({ type: "call", id, effect: "keyed", undo: true });
const rescued = (id: string, rescue: Sketch): Sketch => ({ type: "call", id, effect: "keyed", rescue });
const compute = (id: string): Sketch => ({ type: "compute", id });
const remember = (id: string): Sketch => ({ type: "remember", id });
const sequence = (...parts: Sketch[]): Sketch => ({ type: "sequence", parts });
const fork = (id: string, ...branches: Sketch[]): Sketch => ({ type: "fork", id, branches });
const choice = (id: string, left: Sketch, right: Sketch): Sketch => ({ type: "choice", id, left, right });

/** Ten shapes; by id of the flow that is drawn from it. */
export const sketches: Readonly<Record<string, Sketch>> = {
  chain: sequence(compute("m1"), remember("v1"), call("a"), compute("m2"), put("b"), compute("m3")),
  choice: sequence(compute("m1"), choice("size", sequence(compute("m2"), call("a")), call("b")), compute("m3"), call("c")),
  forkJoin: sequence(call("a"), fork("both", sequence(compute("m1"), call("b")), call("c")), compute("m2"), call("d")),
  wide: sequence(compute("m1"), fork("all", call("a"), put("b"), sequence(compute("m2"), call("c")), call("d"), call("e"))),
  retry: sequence(call("a"), put("b"), call("c")),
  timer: sequence(call("a"), { type: "pause", id: "nap" }, compute("m1"), call("b")),
  signal: sequence(call("a"), { type: "signal", id: "go" }, compute("m1"), call("b")),
  approval: sequence(undoable("a"), { type: "approval", id: "ask", rejected: call("declined") }, compute("m1"), call("b")),
  saga: sequence(undoable("a"), undoable("b"), compute("m1"), undoable("c"), call("d"), call("e")),
  parallelSaga: sequence(
    undoable("a"),
    fork("both", undoable("b"), sequence(undoable("c"), undoable("d"))),
    rescued("e", sequence(compute("m1"), call("f"))),
    call("g"),
  ),
};

/** The calls of a sketch that a refusal may hit without making the outcome depend on timing: those outside of forks, and rescued ones. */
export function refusableCalls(sketch: Sketch, inFork = false): readonly string[] {
  const inside = (part: Sketch, forked = inFork): readonly string[] => refusableCalls(part, forked);
  switch (sketch.type) {
    case "call":
      return [...(inFork && !sketch.rescue ? [] : [sketch.id]), ...(sketch.rescue ? inside(sketch.rescue) : [])];
    case "approval":
      return inside(sketch.rejected);
    case "choice":
      return [...inside(sketch.left), ...inside(sketch.right)];
    case "fork":
      return sketch.branches.flatMap((branch) => inside(branch, true));
    case "sequence":
      return sketch.parts.flatMap((part) => inside(part));
    default:
      return [];
  }
}

/** Every node of these types, wherever it is. */
export function nodesOfType(sketch: Sketch, type: Sketch["type"]): readonly string[] {
  const inside = partsOf(sketch).flatMap((part) => nodesOfType(part, type));
  return sketch.type === type && sketch.type !== "sequence" ? [sketch.id, ...inside] : inside;
}

function partsOf(sketch: Sketch): readonly Sketch[] {
  switch (sketch.type) {
    case "call":
      return sketch.rescue ? [sketch.rescue] : [];
    case "approval":
      return [sketch.rejected];
    case "choice":
      return [sketch.left, sketch.right];
    case "fork":
      return sketch.branches;
    case "sequence":
      return sketch.parts;
    default:
      return [];
  }
}
