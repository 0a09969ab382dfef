import type { MappingTests } from "../../mapping/test-cases/edit-tests.ts";
import { MAX_MAPPING_TESTS } from "../../mapping/test-cases/mapping-test.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { noNode, titleOf } from "../node-words.ts";
import { setOrPrune } from "../set-field.ts";

/** Sets the test cases of a mapping; none takes the field away. `label` says what was done to them, for undo. */
export function setTests(draft: FlowDraft, nodeId: string, tests: MappingTests, label?: string): CommandResult {
  const node = draft.document.nodes.find(({ id }) => id === nodeId);
  if (!node) return refuse(noNode(nodeId));
  if (tests.length > MAX_MAPPING_TESTS)
    return refuse(`A mapping has at most ${MAX_MAPPING_TESTS} tests. Delete one that says what another says.`);
  const builder = new EditBuilder(draft);
  const value = tests.length === 0 ? undefined : tests;
  setOrPrune(node, ["tests"], value, (place, next) => builder.setNode(nodeId, place, next));
  return builder.finish(label ?? `Change the tests of ${titleOf(node)}`);
}
