import type { CommandResult } from "#engine/core/edit/command-result.ts";
import { setConfig } from "#engine/core/edit/commands/set-config.ts";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import { setTests } from "#engine/core/edit/commands/set-tests.ts";
import type { JsonObject, JsonValue } from "#engine/core/json.ts";
import type { MappingTests } from "#engine/core/mapping/test-cases/edit-tests.ts";
import type { DraftStore } from "#components/shared/draft/draft-state.ts";
import type { MappedField } from "./mapped-field.ts";
import { TARGET_SCHEMA } from "./target-contract.ts";

export interface MappingEdits {
  /** `label`: what undo calls it. Changes with the same `merge` in quick succession are one step of undo. */
  readonly setText: (text: string, label: string, merge?: string) => void;
  readonly setTests: (tests: MappingTests, label: string) => void;
  readonly setTarget: (schema: JsonObject) => void;
  readonly removeTarget: () => void;
  /** Without a value, the sample of `owner` goes. */
  readonly setSample: (owner: string, value: JsonValue | undefined) => void;
}

interface Listener {
  readonly onEdit: () => void;
  /** The person gave one of the ends of the mapping another shape. */
  readonly onEnds: () => void;
}

/** What the mapper does to the draft that its step is in. */
export function mappingEdits(
  store: DraftStore,
  nodeId: string,
  { path, marker }: MappedField,
  { onEdit, onEnds }: Listener,
): MappingEdits {
  const current = () => store.getState().draft;
  const perform = (result: CommandResult, label: string, merge?: string): void => {
    onEdit();
    const named = result.ok ? { ...result, edit: { ...result.edit, label } } : result;
    store.perform(named, merge === undefined ? {} : { merge: `${merge}:${nodeId}.${path.join(".")}` });
  };
  const performAtEnds = (result: CommandResult, label: string): void => {
    perform(result, label);
    onEnds();
  };
  return {
    setText: (text, label, merge) => perform(setConfig(current(), nodeId, path, marker + text), label, merge),
    setTests: (tests, label) => perform(setTests(current(), nodeId, tests, label), label),
    setTarget: (schema) => performAtEnds(setConfig(current(), nodeId, TARGET_SCHEMA, schema), "Set the target schema"),
    removeTarget: () => perform(setConfig(current(), nodeId, TARGET_SCHEMA.slice(0, 1), undefined), "Remove the target schema"),
    setSample: (owner, value) =>
      performAtEnds(setSample(current(), owner, value), value === undefined ? "Remove the sample" : "Set the sample"),
  };
}
