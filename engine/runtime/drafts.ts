import type { AcceptedEdit, LocalEdit } from "../core/edit/draft-sync.ts";
import type { FlowDraft } from "../core/edit/flow-draft.ts";
import type { Problem } from "../core/problem.ts";

/**
 * Flows while people edit them. A draft is a list of edits on top of the live version; the list is the truth, everybody
 * who has the flow open follows it. Looking makes no draft: the first edit does.
 */
export interface Drafts {
  /** The draft, or the live version where nobody has edited. */
  open(orgId: string, flowId: string): Promise<OpenedDraft | undefined>;
  /** Flows with something unpublished, those that never were published included; the ones changed last first. */
  list(orgId: string): Promise<readonly DraftSummary[]>;
  /** Puts edits at the end of the list, fitted onto what others did since `baseRevision`. Each edit is stored once. */
  save(request: SaveDraft): Promise<SaveResult>;
  /** What happens from `afterRevision` on, as it happens; ends with the signal. */
  follow(request: FollowDraft): AsyncIterable<DraftNews>;
  /** Tells the others who is here and what is selected. Forgotten after 30 s without another call. */
  announce(request: DraftName & Presence): Promise<void>;
  /** What the next version would bring, oldest first. */
  history(orgId: string, flowId: string): Promise<readonly DraftChange[]>;
  /** Back to the live version, as one more edit. A flow that never was published goes as a whole. */
  discard(request: SettleDraft): Promise<DiscardResult>;
  /** Makes an immutable version of the draft, and makes it live. */
  publish(request: PublishDraft): Promise<PublishResult>;
  /** A flow with a draft and no version yet. */
  create(request: CreateFlow): Promise<CreateFlowResult>;
  /** The wished id, or one like it, that no flow of the organization has. */
  freeId(orgId: string, wish: string): Promise<string>;
  /**
   * Makes a version live again that was live before, at once and whatever the draft is. Where a review is required, only one
   * that was cleared by its review, or that went live before the rule.
   */
  goBack(request: GoBack): Promise<PublishResult>;
  /** Newest first. */
  versions(orgId: string, flowId: string): Promise<readonly VersionSummary[]>;
}

export interface DraftName {
  readonly orgId: string;
  readonly flowId: string;
}

/** Who does something. */
export interface DraftAuthor {
  readonly userId: string;
  readonly name: string;
}

export interface OpenedDraft {
  readonly flowId: string;
  readonly draft: FlowDraft;
  readonly revision: number;
  /** What runs now; absent while the flow has no version. */
  readonly live?: LiveVersion;
}

export interface LiveVersion extends Pick<FlowDraft, "document" | "layout"> {
  readonly number: number;
}

export interface DraftSummary {
  readonly flowId: string;
  readonly name: string;
  readonly isPublished: boolean;
  /** Edits that are in no version. */
  readonly changes: number;
  readonly authors: readonly string[];
  readonly updatedAt: string;
}

export interface SaveDraft extends DraftName {
  readonly clientId: string;
  readonly baseRevision: number;
  /** The live version that the window opened, where it began without a draft. */
  readonly baseVersion?: number;
  readonly edits: readonly Pick<LocalEdit, "editId" | "edit">[];
  readonly by: DraftAuthor;
}

export type SaveResult =
  /** Everything that is new since `baseRevision`, one's own edits as they were stored included. */
  | { readonly ok: true; readonly changes: readonly DraftChange[] }
  /** `reload`: the window is so far behind that it must open the draft again. `refused`: nothing of it was stored. */
  | { readonly ok: false; readonly reason: "unknownFlow" | "reload" }
  | { readonly ok: false; readonly reason: "refused"; readonly message: string };

export interface DraftChange extends AcceptedEdit {
  /** Absent for what no person did in a window, such as taking over a version that was deployed elsewhere. */
  readonly userId?: string;
  readonly author: string;
  readonly at: string;
}

export interface Presence {
  readonly clientId: string;
  readonly userId: string;
  readonly name: string;
  /** What is selected, at most 20; the first is what is worked on. */
  readonly nodeIds: readonly string[];
}

export interface FollowDraft extends DraftName {
  readonly afterRevision: number;
  /** Whose window it is: it is not told of itself, and has left when the stream ends. */
  readonly clientId: string;
  readonly signal: AbortSignal;
}

/** Each part is present where it is new. */
export interface DraftNews {
  readonly revision: number;
  readonly changes?: readonly DraftChange[];
  readonly others?: readonly Presence[];
  /** Another version went live. */
  readonly live?: LiveVersion;
  /** The window must open the draft again. */
  readonly mustReload?: boolean;
}

export interface SettleDraft extends DraftName {
  /** What the person saw; refused when somebody has changed the draft since. */
  readonly revision: number;
  readonly by: DraftAuthor;
}

export type DiscardResult =
  | { readonly ok: true; readonly isDeleted: boolean }
  | { readonly ok: false; readonly reason: "unknownFlow" | "nothing" }
  | StaleDraft;

export interface StaleDraft {
  readonly ok: false;
  readonly reason: "stale";
  /** What others did since. */
  readonly changes: readonly DraftChange[];
}

export interface PublishDraft extends SettleDraft {
  /** Default: production. */
  readonly environment?: string;
  readonly note?: string;
  /** Only what these people changed, by user id; what others changed stays in the draft. */
  readonly onlyOf?: readonly string[];
  /** Goes live without the review that is required. Admins only; it leaves a review that is owed, and an alarm. */
  readonly breakGlass?: { readonly reason: string };
}

export type PublishResult =
  | { readonly ok: true; readonly version: number; readonly changed: boolean; readonly flowVersionId: string }
  | { readonly ok: false; readonly reason: "unknownFlow" | "nothing" }
  | { readonly ok: false; readonly reason: "problems"; readonly problems: readonly Problem[] }
  /** A review is required, and there is none that allows this. */
  | { readonly ok: false; readonly reason: "review"; readonly message: string; readonly reviewId?: string }
  /** What is to be published and what is to be left out cannot be told apart. */
  | { readonly ok: false; readonly reason: "entangled"; readonly message: string }
  | StaleDraft;

export interface CreateFlow {
  readonly orgId: string;
  readonly name: string;
  /** Default: made from the name. */
  readonly flowId?: string;
  /** A flow of the organization whose live version is copied. */
  readonly from?: string;
  /** What it begins with instead, and what the history calls that. Id and name of the document give way to those above. */
  readonly content?: Pick<FlowDraft, "document" | "layout"> & { readonly label: string };
  readonly by: DraftAuthor;
}

export type CreateFlowResult = { readonly ok: true; readonly flowId: string } | { readonly ok: false; readonly message: string };

export interface GoBack extends DraftName {
  /** Default: production. */
  readonly environment?: string;
  readonly version: number;
  readonly reason: string;
  readonly by: DraftAuthor;
}

export interface VersionSummary {
  readonly number: number;
  readonly contentHash: string;
  readonly isLive: boolean;
  readonly deployedBy: string;
  readonly deployedAt: string;
  readonly note?: string;
  /** The last time somebody went back to it. */
  readonly returned?: { readonly at: string; readonly by: string; readonly reason: string };
  /** Absent where it was deployed from text. */
  readonly changes?: readonly VersionChange[];
}

export interface VersionChange {
  readonly author: string;
  readonly label: string;
  readonly at: string;
}
