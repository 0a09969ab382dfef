import type { AcceptedEdit, LocalEdit } from "#engine/core/edit/draft-sync.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { Presence } from "./draft-state.ts";

/** The draft as the server has it when a window opens it. */
export interface OpenedDraft {
  readonly draft: FlowDraft;
  readonly revision: number;
  readonly live?: LiveVersion;
}

export interface LiveVersion extends Pick<FlowDraft, "document" | "layout"> {
  readonly number: number;
}

export interface SaveRequest {
  readonly clientId: string;
  readonly baseRevision: number;
  readonly baseVersion?: number;
  readonly edits: readonly Pick<LocalEdit, "editId" | "edit">[];
}

export type SaveAnswer =
  | { readonly type: "saved"; readonly changes: readonly AcceptedEdit[] }
  | { readonly type: "reload" }
  /** The server will not take these edits, however often they are sent; why, in its words. */
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "unreachable" };

export interface DraftNews {
  readonly changes?: readonly AcceptedEdit[];
  readonly others?: readonly Presence[];
  readonly live?: LiveVersion;
  readonly mustReload?: boolean;
}

/** What the store needs of the server. */
export interface DraftTransport {
  open(): Promise<OpenedDraft>;
  save(request: SaveRequest): Promise<SaveAnswer>;
  /** Follows what others do; connects again by itself. Returns how to stop. */
  follow(clientId: string, afterRevision: number, hear: (news: DraftNews) => void): () => void;
  announce(clientId: string, nodeIds: readonly string[]): Promise<void>;
}

/** Edits that the server does not have yet, kept where closing the page does not lose them. */
export interface DraftQueue {
  load(): QueuedEdits | undefined;
  keep(edits: QueuedEdits): void;
  clear(): void;
}

export interface QueuedEdits {
  readonly clientId: string;
  readonly base: FlowDraft;
  readonly revision: number;
  readonly sent: readonly LocalEdit[];
  readonly waiting: readonly LocalEdit[];
  readonly nextEditId: number;
  readonly baseVersion?: number;
}

export interface DraftClock {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Runs `task` after `ms`; returns how to call it off. */
  later(ms: number, task: () => void): () => void;
}
