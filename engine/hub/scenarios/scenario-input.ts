import { createRequire } from "node:module";
import type { JsonValue } from "../../core/json.ts";
import type { Scenario } from "./scenario.ts";

interface EventExamples {
  readonly name: string;
  readonly examples: readonly JsonValue[];
}

/** The payload of a scenario. Throws an error that says what is missing when the example does not exist. */
export function scenarioInput({ input, inputFrom }: Scenario): JsonValue {
  if (inputFrom === undefined) return input ?? null;
  const events = createRequire(import.meta.url)(inputFrom.package) as readonly EventExamples[];
  const examples = events.find(({ name }) => name === inputFrom.event)?.examples ?? [];
  const example = examples[inputFrom.index];
  if (example !== undefined) return example;
  throw new Error(
    `${inputFrom.package} has ${examples.length} examples of the event "${inputFrom.event}", so there is no index ${inputFrom.index}.`,
  );
}
