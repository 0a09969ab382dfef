import { useMemo } from "react";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import { scopeAt, type ExpressionData } from "#engine/core/scope/scope-at.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { useTestedMapping } from "#components/shared/mapping-tests/mapping-tests.tsx";
import { useWholeDocument } from "#components/shared/mappings/use-whole-document.ts";
import { mappedField } from "./mapped-field.ts";
import { triggersOf } from "./sample-owners.ts";
import { targetSchemaOf } from "./target-contract.ts";
import { useSame } from "./use-same.ts";

/**
 * The mapping of one step as the draft has it: its text, and what lies at both of its ends. `node` and `mapped` are
 * `undefined` where the step is gone or has nothing to map. The rest stays the same object while it says the same.
 */
export function useStepMapping(draft: FlowDraft, nodeId: string, field: string | undefined) {
  const whole = useWholeDocument(draft.document);
  const data = useSame(
    useMemo(() => scopeAt({ ...draft, document: whole }, nodeId, nodeDefinitions), [draft, whole, nodeId]),
    isSameData,
  );
  const triggers = useMemo(() => triggersOf(draft), [draft]);
  const node = draft.document.nodes.find(({ id }) => id === nodeId);
  const mapped = node && mappedField(node, nodeDefinitions.get(node.kind), field);
  const target = useSame(node && targetSchemaOf(node), jsonEqual);
  const tested = useTestedMapping(node, data.schemas, whole.mappings);
  return { node, mapped, data, target, tested, triggers, mappings: whole.mappings };
}

const isSameData = (left: ExpressionData, right: ExpressionData): boolean =>
  jsonEqual(left.schema, right.schema) &&
  jsonEqual(left.schemas, right.schemas) &&
  jsonEqual(left.sample, right.sample) &&
  jsonEqual(left.origins, right.origins);
