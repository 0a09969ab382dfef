import { isJsonObject } from "../../../core/json.ts";
import type { NodeExtras } from "../flow-sketch.ts";
import type { SourceElement } from "../source-element.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { payloadOf, intrinsicOf } from "./asl-expression.ts";
import { elementOf, innerElements } from "./asl-element.ts";
import { answerOf, hasResultNode, inputId, resultId, type AslState } from "./machine-data.ts";
import { only, type MachineDraft, type StateAt, type Written } from "./machine-draft.ts";
import { choiceConfig, failConfig, firstOf, outOf, outputOf, passed, placed, waitConfig } from "./state-config.ts";
import { writeMap, writeParallel } from "./write-container.ts";
import { writeTask } from "./write-task.ts";
import { written } from "../written.ts";

/** The nodes of a state and the lines between them, or one placeholder. */
export function writeState(draft: MachineDraft, state: AslState): void {
  const element = elementOf(state.name, state.state, draft.place);
  const before = draft.sketch.nodes.length;
  try {
    writeNodes(draft, state, element);
  } catch (error) {
    if (!(error instanceof UntranslatableText)) throw error;
    // Half of a state is worth nothing: the placeholder has all of it.
    draft.sketch.nodes = draft.sketch.nodes.slice(0, before);
    draft.sketch.placeholder(element, state.id, error.message, draft.extras());
    for (const inner of innerElements(state.state, `${element.id}/`))
      draft.sketch.note(inner, "unsupported", `It is inside of "${state.name}", which a placeholder stands for.`);
    draft.written.set(state.name, { entry: state.id, exit: state.id, main: state.id });
  }
}

function writeNodes(draft: MachineDraft, state: AslState, element: SourceElement): void {
  const ways = draft.data.inputs(state);
  let entry = state.id;
  if (ways.length > 1) {
    entry = draft.add(element, inputId(state), "map", { expression: firstOf(ways) }, { name: `Input of ${state.name}` });
  }
  const written = writeMain({ draft, state, element, scope: draft.scope(state), about: aboutOf(state) });
  const { main } = written;
  let { exit } = written;
  if (ways.length > 1) draft.sketch.connect(entry, main);
  else entry = main;
  const result = resultExpression(draft, state);
  if (result !== undefined) {
    const made = draft.add(element, resultId(state), "map", { expression: result }, { name: `Result of ${state.name}` });
    draft.sketch.connect(exit, made);
    exit = made;
  }
  draft.written.set(state.name, { entry, exit: writeAssign(draft, state, element, exit), main });
}

function writeMain(at: StateAt): Written {
  const { draft, element, scope, about } = at;
  const { id, state: source } = at.state;
  switch (source["Type"]) {
    case "Task":
      return writeTask(at);
    case "Pass":
      return only(draft.add(element, id, "map", { expression: passed(source, scope) }, about));
    case "Choice":
      return only(draft.add(element, id, "branch", choiceConfig(source, scope), about));
    case "Wait":
      return only(draft.add(element, id, "wait", waitConfig(source, scope), about));
    case "Succeed":
      if (draft.place.path !== "") return only(draft.add(element, id, "map", { expression: outputOf(source, scope) }, about));
      return only(draft.add(element, id, "stop", { outcome: "completed", output: `=${outputOf(source, scope)}` }, about));
    case "Fail":
      return only(draft.add(element, id, "stop", failConfig(source, scope), about));
    case "Parallel":
      return writeParallel(at);
    case "Map":
      return writeMap(at);
    default:
      throw new UntranslatableText(
        `A state of type ${written(source["Type"])} is not known here: put nodes in its place that do what it did.`,
      );
  }
}

function aboutOf({ state }: AslState): NodeExtras {
  const comment = state["Comment"];
  return typeof comment === "string" && comment !== "" ? { description: comment.slice(0, 2_000) } : {};
}

function resultExpression(draft: MachineDraft, state: AslState): string | undefined {
  if (!hasResultNode(state)) return undefined;
  const { state: source } = state;
  const scope = draft.scope(state);
  const made =
    draft.joined.get(state.name) ?? (source["Type"] === "Task" || source["Type"] === "Map" ? answerOf(state) : scope.data);
  if (source["Output"] !== undefined) return payloadOf(source["Output"], { ...scope, result: made });
  const selector = source["ResultSelector"];
  const result = selector === undefined ? made : payloadOf(selector, { ...scope, data: made });
  return outOf(placed(source["ResultPath"], result, draft.data.input(state)), source["OutputPath"], scope);
}

/** What it puts into variables, if anything; gives the node that leads on. */
function writeAssign(draft: MachineDraft, state: AslState, element: SourceElement, before: string): string {
  const assigned = state.state["Assign"];
  if (!isJsonObject(assigned) || Object.keys(assigned).length === 0) return before;
  const output = draft.data.output(state);
  const scope = { ...draft.scope(state), result: `steps.${state.id}` };
  const paths = { ...scope, data: output };
  const values = Object.fromEntries(
    Object.entries(assigned).map(([name, value]) =>
      name.endsWith(".$") ? [name.slice(0, -2), intrinsicOf(written(value), paths)] : [name, payloadOf(value, scope)],
    ),
  );
  const id = draft.add(
    element,
    draft.sketch.mint(`${state.id}Assign`),
    "assign",
    { values },
    { name: `Remember from ${state.name}` },
  );
  draft.sketch.connect(before, id);
  return id;
}
