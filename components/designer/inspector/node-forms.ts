import { edgeSchema, flowDocumentSchema, nodeSchema } from "#engine/core/flow/flow-document.ts";
import type { FieldForm, NodeDefinition } from "#engine/core/node-definition.ts";
import { readFields, type FieldModel } from "./form-model.ts";

/** The forms of what every kind has, of edges and of the flow itself; those of the kinds are in their definitions. */

const PLAIN = { paths: [], templates: false } as const;

const read = new WeakMap<NodeDefinition, readonly FieldModel[]>();

/** The fields of a kind's config. */
export function configFields(definition: NodeDefinition): readonly FieldModel[] {
  const known = read.get(definition);
  if (known !== undefined) return known;
  const fields = readFields(definition.config, definition.form, { paths: definition.expressionPaths, templates: true });
  read.set(definition, fields);
  return fields;
}

const RETRY: Readonly<Record<string, FieldForm>> = {
  maxAttempts: { label: "Attempts", help: "All together, the first one included" },
  initial: { label: "First pause", widget: "duration", help: "1 second without one" },
  factor: { label: "Each pause times", help: "2 without one" },
  max: { label: "Longest pause", widget: "duration" },
  jitter: { label: "Vary the pauses", widget: "switch", help: "So that many runs do not try again at the same moment" },
  on: { label: "Only after", widget: "list", help: "Codes of failures; without any, those that may pass", placeholder: "http/*" },
};

const FAILURE = "When it goes wrong";

const NODE: Readonly<Record<string, FieldForm>> = {
  name: { label: "Name", placeholder: "What the step does, in your words" },
  description: { label: "Description", widget: "multiline", placeholder: "What somebody who opens this next year should know" },
  retry: { label: "Retries", widget: "group", group: FAILURE, fields: RETRY },
  timeout: { label: "Time limit of an attempt", widget: "duration", group: FAILURE },
  heartbeat: {
    label: "Longest silence of an attempt",
    widget: "duration",
    group: FAILURE,
    help: "An attempt of which nothing is heard for so long is given up; those that go on may take their whole time",
  },
  deadline: { label: "Time limit of the step", widget: "duration", group: FAILURE, help: "With all its attempts and pauses" },
  pivot: {
    label: "Point of no return",
    widget: "switch",
    group: FAILURE,
    help: "Once this is done, nothing before it is undone any more",
  },
};

const nodeFields = readFields(nodeSchema, NODE, PLAIN);
const pick = (...names: readonly string[]): readonly FieldModel[] =>
  names.flatMap((name) => nodeFields.find((field) => field.name === name) ?? []);

export const nameFields = pick("name");
export const noteFields = pick("description");
export const failureFields = pick("retry", "timeout", "heartbeat", "deadline", "pivot");

/** Of a compensation edge. */
export const undoFields = readFields(
  edgeSchema,
  {
    onFailure: {
      label: "If the undo fails for good",
      widget: "select",
      options: { stop: "Stop the undoing", continue: "Go on with the others", ask: "Ask a person" },
    },
  },
  PLAIN,
).filter(({ name }) => name === "onFailure");

const KEY: FieldForm = {
  label: "For each",
  widget: "expression",
  help: "Runs with an equal value share this limit; without one it is the flow's",
  placeholder: "input.customer",
};
const period = (label: string): FieldForm => ({ label, widget: "duration" });

const LIMITS: Readonly<Record<string, FieldForm>> = {
  concurrency: { label: "At the same time", widget: "group", fields: { max: { label: "Runs at most" }, key: KEY } },
  throttle: {
    label: "Pace",
    widget: "group",
    help: "Starts beyond it wait for their turn",
    fields: { limit: { label: "Starts at most" }, period: period("In any"), key: KEY },
  },
  rateLimit: {
    label: "Rate limit",
    widget: "group",
    help: "Starts beyond it are refused",
    fields: { limit: { label: "Starts at most" }, period: period("In any"), key: KEY },
  },
  debounce: {
    label: "Debounce",
    widget: "group",
    help: "Starts that follow one another become one run, with the last input",
    fields: { period: period("Quiet for"), max: period("At the latest after"), key: KEY },
  },
  singleton: {
    label: "One at a time",
    widget: "group",
    fields: {
      mode: { label: "A further start", widget: "select", options: { skip: "Is refused", cancel: "Cancels the open run" } },
      key: KEY,
    },
  },
  batch: {
    label: "Batch",
    widget: "group",
    help: "Starts are collected into one run with the input { items: [...] }",
    fields: { size: { label: "Starts together" }, timeout: period("Or after"), key: KEY },
  },
  priority: {
    label: "Priority",
    help: "A number from -1000 to 1000; the highest goes first",
    placeholder: "input.urgent ? 10 : 0",
  },
};

const FLOW: Readonly<Record<string, FieldForm>> = {
  name: { label: "Name" },
  description: { label: "Description", widget: "multiline", placeholder: "What the flow is for, and who asks for it" },
  input: { label: "Input", widget: "schema", help: "The contract: what does not fit is refused before anything starts" },
  schemas: {
    label: "Named schemas",
    widget: "pairs",
    help: "Contracts that several places share",
    fields: { "*": { label: "Schema", widget: "schema" } },
  },
  timeout: { label: "Time limit of a run", widget: "duration", help: "A run that takes longer has failed" },
  limits: { label: "Limits", widget: "group", fields: LIMITS },
  searchFields: {
    label: "Search fields",
    widget: "pairs",
    help: "What people look its runs up by, beside the business key; five at most",
    fields: { "*": { label: "Found in", placeholder: "input.customer.id" } },
  },
  value: {
    label: "What runs are worth",
    widget: "group",
    help: "Figures of the overview; runs do not depend on them",
    fields: {
      currency: { label: "Currency", placeholder: "EUR" },
      amount: { label: "A completed run brings", help: "A number, or what the input says", placeholder: "input.total * 0.2" },
      cost: { label: "A run costs", help: "However it ends" },
    },
  },
};

const flowFields = readFields(flowDocumentSchema, FLOW, {
  ...PLAIN,
  paths: ["limits.*.key", "limits.priority", "value.amount", "searchFields.*"],
});
const pickFlow = (...names: readonly string[]): readonly FieldModel[] =>
  names.flatMap((name) => flowFields.find((field) => field.name === name) ?? []);

export const flowAboutFields = pickFlow("name", "description");
export const flowContractFields = pickFlow("input", "schemas");
export const flowLimitFields = pickFlow("timeout", "limits");
export const flowSearchFields = pickFlow("searchFields");
export const flowWorthFields = pickFlow("value");
