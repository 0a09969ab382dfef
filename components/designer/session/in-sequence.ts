import { applyEdit } from "#engine/core/edit/apply-edit.ts";
import { done, type CommandResult } from "#engine/core/edit/command-result.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Operation } from "#engine/core/edit/operation.ts";

export type Command = (draft: FlowDraft) => CommandResult;

/**
 * Several commands as one: each works on what those before it left, and all of them are one step of undo. The first that
 * is refused refuses the whole. `created` is everything the steps created; without a label, that of the last step names it.
 */
export function inSequence(label: string | undefined, commands: readonly Command[]): Command {
  return (start) => {
    let draft = start;
    let last = "";
    const operations: Operation[] = [];
    const created: string[] = [];
    for (const command of commands) {
      const result = command(draft);
      if (!result.ok) return result;
      draft = applyEdit(draft, result.edit);
      last = result.edit.label;
      operations.push(...result.edit.operations);
      created.push(...(result.created ?? []));
    }
    return done(label ?? last, operations, created);
  };
}
