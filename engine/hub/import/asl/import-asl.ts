import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { finishImport } from "../finish-import.ts";
import { FlowSketch } from "../flow-sketch.ts";
import type { ImportResult } from "../../../core/import/import-result.ts";
import type { SourceElement } from "../source-element.ts";
import { elementOf } from "./asl-element.ts";
import { connectStates } from "./connect-states.ts";
import type { AslMachine, AslState } from "./machine-data.ts";
import { MachineDraft, type Part, type Place } from "./machine-draft.ts";
import { durationOf } from "./state-config.ts";
import { writeState } from "./write-state.ts";
import { written } from "../written.ts";

/** A state machine in Amazon States Language, JSONPath or JSONata, as a flow. */
export function importAsl(definition: JsonObject, name: string): ImportResult {
  const sketch = new FlowSketch();
  const comment = definition["Comment"];
  const root: SourceElement = { id: "StartAt", name: "Start", type: "StartAt", original: definition["StartAt"] ?? null };
  const start = sketch.add(root, sketch.mint("start"), "trigger.manual", {}, { name: "Start" });
  const part = writeMachine(sketch, assignedNames(definition), definition, { input: "input", path: "" });
  if (part.entry !== undefined) sketch.connect(start, part.entry);
  const seconds = durationOf(definition["TimeoutSeconds"]);
  return finishImport(sketch, {
    format: "asl",
    name,
    ...(typeof comment === "string" ? { description: comment } : {}),
    ...(seconds === undefined ? {} : { timeout: seconds }),
  });
}

/** Names of the variables that any state assigns. */
function assignedNames(value: JsonValue | undefined): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return new Set();
  const own = isJsonObject(value) && isJsonObject(value["Assign"]) ? Object.keys(value["Assign"]) : [];
  const inner = Object.values<JsonValue | undefined>(value).flatMap((each) => [...assignedNames(each)]);
  return new Set([...own.map((key) => key.replace(/\.\$$/, "")), ...inner]);
}

/** Writes the states of one machine, then the lines between them. */
function writeMachine(sketch: FlowSketch, variables: ReadonlySet<string>, definition: JsonObject, place: Place): Part {
  const listed = Object.entries(isJsonObject(definition["States"]) ? definition["States"] : {});
  const states = new Map<string, AslState>();
  for (const [name, state] of listed) if (isJsonObject(state)) states.set(name, { name, id: sketch.mint(name), state });
  const machine: AslMachine = { states, startAt: written(definition["StartAt"]), input: place.input };
  for (const { name, state } of states.values()) sketch.meet(elementOf(name, state, place));
  const nested = (inner: JsonObject, at: Place): Part => writeMachine(sketch, variables, inner, at);
  const draft = new MachineDraft({ sketch, machine, place, variables, nested });
  for (const state of states.values()) writeState(draft, state);
  return connectStates(draft);
}
