import { jsonEqual } from "../flow/json-equal.ts";
import type { JsonValue } from "../json.ts";
import { applyEdit } from "./apply-edit.ts";
import { combineEdits } from "./combine-edits.ts";
import { diffDrafts } from "./diff-drafts.ts";
import type { EditConflict } from "./edit-conflict.ts";
import type { FlowDraft } from "./flow-draft.ts";
import type { Edit, Operation, Path } from "./operation.ts";
import { rebaseEdit } from "./rebase-edit.ts";
import { renamed, type Names } from "./translate-operation.ts";
import { isListPlace } from "./value-at-path.ts";
import { emptyHistory, noteRemote, redoLast, remember, undoLast, type TakenBack, type UndoHistory } from "./undo-history.ts";

/**
 * The draft in one window, which is edited without waiting for the server.
 *
 * The server puts all accepted edits in one order and counts them: that list is the draft. `base` is the list as far as
 * this window knows it; `sent` and `waiting` are its own edits that are not in it yet, and `draft` is `base` with those on
 * top. When an edit of somebody else arrives, it goes into `base` and the own ones are fitted onto it again. So every window
 * converges to the server's draft once it has nothing of its own left: there is nothing to agree on.
 *
 * The server fits late edits in the same way (`rebaseEdit`), so what it stores for an own edit is nearly always what stands
 * here. Where it is not, the difference is kept as a new edit or as a conflict, and never dropped.
 */
export interface SyncState {
  readonly clientId: string;
  readonly base: FlowDraft;
  /** Number of edits in `base`. */
  readonly revision: number;
  /** Given to the server, oldest first; whether it has them is not known yet. */
  readonly sent: readonly LocalEdit[];
  readonly waiting: readonly LocalEdit[];
  readonly draft: FlowDraft;
  /** Changes of one's own that did not fit what others did. */
  readonly held: readonly HeldChange[];
  readonly history: UndoHistory;
  readonly nextEditId: number;
}

export interface LocalEdit {
  /** Counts up within the window; the server takes each only once, however often it is sent. */
  readonly editId: number;
  readonly edit: Edit;
  readonly merge?: string;
}

/** An edit as the server has stored it. */
export interface AcceptedEdit {
  readonly revision: number;
  readonly clientId: string;
  readonly editId: number;
  readonly edit: Edit;
}

export interface HeldChange {
  readonly id: number;
  readonly label: string;
  readonly conflict: EditConflict;
}

export function startSync(clientId: string, draft: FlowDraft, revision: number): SyncState {
  return {
    ...{ clientId, base: draft, revision, draft, nextEditId: 1 },
    ...{ sent: [], waiting: [], held: [], history: emptyHistory },
  };
}

export interface PerformTime {
  /** In ms of any clock that goes forward. */
  readonly at: number;
  readonly merge?: string | undefined;
}

export function perform(state: SyncState, edit: Edit, { at, merge }: PerformTime): SyncState {
  if (edit.operations.length === 0) return state;
  return { ...enqueue(state, edit, merge), history: remember(state.history, edit, at, merge) };
}

export const undo = (state: SyncState, at: number): { state: SyncState; label: string } | undefined =>
  takeBack(state, undoLast(state.history, state.draft, at));

export const redo = (state: SyncState, at: number): { state: SyncState; label: string } | undefined =>
  takeBack(state, redoLast(state.history, state.draft, at));

const takeBack = (state: SyncState, taken: TakenBack | undefined): { state: SyncState; label: string } | undefined =>
  taken && { state: { ...enqueue(state, taken.edit), history: taken.history }, label: taken.label };

function enqueue(state: SyncState, edit: Edit, merge?: string): SyncState {
  if (edit.operations.length === 0) return state;
  const draft = applyEdit(state.draft, edit);
  const last = state.waiting.at(-1);
  if (merge !== undefined && last?.merge === merge)
    return { ...state, draft, waiting: state.waiting.with(-1, { ...last, edit: combineEdits(last.edit, edit) }) };
  const local: LocalEdit = { editId: state.nextEditId, edit, ...(merge === undefined ? {} : { merge }) };
  return { ...state, draft, waiting: [...state.waiting, local], nextEditId: state.nextEditId + 1 };
}

/** What to send now: again what was sent before, if nothing is known of it; else what waits, up to `limit` edits. */
export function takeBatch(state: SyncState, limit: number): SyncState {
  if (state.sent.length > 0) return state;
  return { ...state, sent: state.waiting.slice(0, limit), waiting: state.waiting.slice(limit) };
}

/** Edits of the server's list, in order. Those known already are passed over; `hasGap` when some are missing before. */
export function receive(state: SyncState, accepted: readonly AcceptedEdit[]): { state: SyncState; hasGap: boolean } {
  let next = state;
  for (const one of accepted) {
    if (one.revision <= next.revision) continue;
    if (one.revision > next.revision + 1) return { state: next, hasGap: true };
    next = one.clientId === state.clientId && next.sent[0]?.editId === one.editId ? takeOwn(next, one) : takeTheirs(next, one);
  }
  return { state: next, hasGap: false };
}

function takeOwn(state: SyncState, { edit, revision }: AcceptedEdit): SyncState {
  const [own, ...sent] = state.sent;
  const base = applyEdit(state.base, edit);
  const isAsSent = jsonEqual(own!.edit.operations as unknown as JsonValue, edit.operations as unknown as JsonValue);
  const known = { ...state, base, revision, sent };
  if (isAsSent) return sent.length + state.waiting.length === 0 ? { ...known, base: state.draft } : known;
  const names = newNames(own!.edit, edit);
  const missing = own!.edit.operations.filter((operation) => !isListChangeOf(edit, operation));
  const wished = { ...own!.edit, operations: missing.map((operation) => withNewId(operation, names)) };
  // Fitted onto a base that says most of it already, this comes down to what the server left out.
  const left: LocalEdit = { editId: state.nextEditId, edit: wished };
  return refit({ ...known, waiting: [left, ...state.waiting], nextEditId: state.nextEditId + 1 }, [], names);
}

function takeTheirs(state: SyncState, { edit, revision }: AcceptedEdit): SyncState {
  const known = { ...state, base: applyEdit(state.base, edit), revision, history: noteRemote(state.history, edit) };
  return refit(known, [edit], new Map());
}

/** Puts the own edits on top of `base` anew, after `over` was added to it. */
function refit(state: SyncState, over: readonly Edit[], known: Names): SyncState {
  let names = known;
  let draft = state.base;
  const held: HeldChange[] = [...state.held];
  const fit = (local: LocalEdit): LocalEdit => {
    const { edit, conflicts, names: after } = rebaseEdit(local.edit, over, draft, { names });
    names = after;
    draft = applyEdit(draft, edit);
    for (const conflict of conflicts) held.push({ id: (held.at(-1)?.id ?? 0) + 1, label: edit.label, conflict });
    return { ...local, edit };
  };
  const sent = state.sent.map(fit);
  const waiting = state.waiting.map(fit).filter(({ edit }) => edit.operations.length > 0);
  return { ...state, sent, waiting, draft, held, history: noteNames(state.history, names) };
}

/** For undo, a node that had to take another id was renamed by somebody else. */
function noteNames(history: UndoHistory, names: Names): UndoHistory {
  const operations = [...names]
    .filter(([before, after]) => before !== after)
    .map(([before, after]): Operation => ({ op: "setNode", nodeId: before, path: ["id"], before, after }));
  return operations.length === 0 ? history : noteRemote(history, { label: "Rename", operations });
}

/**
 * Whether an item was put into a list or taken out of it by the stored edit too, at whatever index. Other operations can be
 * fitted twice without harm; these would happen twice.
 */
function isListChangeOf(stored: Edit, operation: Operation): boolean {
  if (!("path" in operation) || !isListPlace(operation.path)) return false;
  const shape = shapeOf(operation);
  return stored.operations.some((other) => "path" in other && jsonEqual(shapeOf(other), shape));
}

function shapeOf(operation: Extract<Operation, { path: Path }>): JsonValue {
  return { ...operation, path: operation.path.map((part) => (typeof part === "number" ? 0 : part)) } as unknown as JsonValue;
}

/** The ids that the server gave to the new nodes of an edit. */
function newNames(own: Edit, stored: Edit): Names {
  const idsOf = ({ operations }: Edit): readonly string[] =>
    operations.flatMap((operation) => (operation.op === "insertNode" ? [operation.node.id] : []));
  const ids = idsOf(stored);
  const mine = idsOf(own);
  return new Map(mine.length === ids.length ? mine.map((id, index) => [id, ids[index]!]) : []);
}

function withNewId(operation: Operation, names: Names): Operation {
  const next = renamed(operation, names);
  return next.op === "insertNode" ? { ...next, node: { ...next.node, id: names.get(next.node.id) ?? next.node.id } } : next;
}

/** The server will never take what is waiting as it is (too large, say): what it comes to is tried again as one edit. */
export function condense(state: SyncState): SyncState {
  const operations = diffDrafts(state.base, state.draft);
  const last = state.waiting.at(-1) ?? state.sent.at(-1);
  const edit: Edit = { label: last?.edit.label ?? "Edit", operations };
  const waiting = operations.length === 0 ? [] : [{ editId: state.nextEditId, edit }];
  return { ...state, draft: applyEdit(state.base, edit), sent: [], waiting, nextEditId: state.nextEditId + 1 };
}

/** The server has these edits of this window, whether or not it said where: nothing of them is under way any more. */
export function acknowledge(state: SyncState, editIds: readonly number[]): SyncState {
  const sent = state.sent.filter(({ editId }) => !editIds.includes(editId));
  return sent.length === state.sent.length ? state : refit({ ...state, sent }, [], new Map());
}

/**
 * The window was too far behind to catch up edit by edit: it goes on from the draft as the server has it now. That may hold
 * some of its own edits already, so nothing in it counts as somebody else's.
 */
export function restart(state: SyncState, draft: FlowDraft, revision: number): SyncState {
  const edit: Edit = { label: "Catch up", operations: diffDrafts(state.base, draft) };
  return refit({ ...state, base: draft, revision, history: noteRemote(state.history, edit) }, [], new Map());
}

/** Goes on where a window was closed: with the edits that the server did not have yet. */
export function resume(queue: Pick<SyncState, "clientId" | "base" | "revision" | "sent" | "waiting" | "nextEditId">): SyncState {
  const draft = [...queue.sent, ...queue.waiting].reduce((current, { edit }) => applyEdit(current, edit), queue.base);
  return { ...queue, draft, held: [], history: emptyHistory };
}

export const release = (state: SyncState, heldId: number): SyncState => ({
  ...state,
  held: state.held.filter(({ id }) => id !== heldId),
});

export const isSettled = ({ sent, waiting }: SyncState): boolean => sent.length === 0 && waiting.length === 0;
