import { applyEdit } from "#engine/core/edit/apply-edit.ts";
import type { CommandResult } from "#engine/core/edit/command-result.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { invertEdit } from "#engine/core/edit/invert-edit.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import type { FlowLayout } from "#engine/core/flow/layout.ts";
import { expect } from "vitest";

/** A draft from the nodes and edges of a flow as YAML text. */
export function draftOf(text: string, layout: FlowLayout = { positions: {} }): FlowDraft {
  const { document, problems } = readFlow(`omnilink: 1\nid: flow\nname: Flow\n${text}`);
  if (!document) throw new Error(JSON.stringify(problems));
  return { document, layout, samples: {} };
}

/** The draft after a command that must work, and must come back to the same bytes when it is undone. */
export function make(draft: FlowDraft, result: CommandResult): FlowDraft {
  if (!result.ok) throw new Error(result.reason);
  const after = applyEdit(draft, result.edit);
  expect(JSON.stringify(applyEdit(after, invertEdit(result.edit)))).toBe(JSON.stringify(draft));
  return after;
}

/** Why a command is refused. */
export function refusalOf(result: CommandResult): string {
  if (result.ok) throw new Error(`"${result.edit.label}" was not refused.`);
  return result.reason;
}

/** Edges as `from.port>to`, with the kind of those that are not plain. */
export const edgesOf = ({ document: { edges } }: FlowDraft): readonly string[] =>
  edges.map(
    ({ from, port, to, kind }) => `${from}${port === undefined ? "" : `.${port}`}>${to}${kind === undefined ? "" : ` ${kind}`}`,
  );

export const idsOf = ({ document: { nodes } }: FlowDraft): readonly string[] => nodes.map(({ id }) => id);
