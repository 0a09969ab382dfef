import { applyEdit } from "./apply-edit.ts";
import type { AcceptedEdit, LocalEdit } from "./draft-sync.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Edit } from "./operation.ts";
import { rebaseEdit } from "./rebase-edit.ts";
import type { Names } from "./translate-operation.ts";

export interface SaveRequest {
  readonly clientId: string;
  readonly edits: readonly Pick<LocalEdit, "editId" | "edit">[];
}

/** The draft as the server has it, and what others did since the revision that a request was made on. */
export interface ServerDraft {
  readonly draft: FlowDraft;
  readonly revision: number;
  readonly since: readonly Edit[];
}

/**
 * The server's part of saving: puts edits at the end of the list, fitted onto what others did meanwhile. What does not fit
 * is left out of the stored edit; the window finds that out when it gets the list, and shows it as a conflict.
 */
export function acceptEdits(
  server: ServerDraft,
  { clientId, edits }: SaveRequest,
): { draft: FlowDraft; accepted: readonly AcceptedEdit[] } {
  let { draft, revision } = server;
  let names: Names = new Map();
  const accepted = edits.map(({ editId, edit: wished }) => {
    const fitted = rebaseEdit(wished, server.since, draft, { names });
    names = fitted.names;
    draft = applyEdit(draft, fitted.edit);
    return { revision: ++revision, clientId, editId, edit: fitted.edit };
  });
  return { draft, accepted };
}
