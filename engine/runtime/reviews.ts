import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowLayout } from "../core/flow/layout.ts";
import type { ReviewBundle } from "../core/review/review-bundle.ts";
import type { ReviewEntryKind } from "../core/review/review-entry.ts";
import type { ReviewRule } from "../core/review/review-rule.ts";
import type { ReviewStatus } from "../core/review/review-status.ts";
import type { ReviewDecision } from "../core/review/who-may.ts";
import type { Role } from "../core/role.ts";
import type { DraftAuthor, PublishDraft, PublishResult } from "./drafts.ts";

/**
 * Publishing with review: what is to go live is frozen with everything that belongs to it (`ReviewBundle`), people who did
 * not work on it decide, and then exactly that goes live. Whether a review is needed is asked at the one place through
 * which every version goes live, whoever publishes it and from where (postgres/reviews/publish-gate.ts).
 */
export interface Reviews {
  /** The rule that counts for a flow in an environment (default: production), or for all flows without one of their own. */
  rule(orgId: string, flowId?: string, environment?: string): Promise<RuleInForce>;
  /** By an admin. `rule: "inherit"` lets a flow follow its organization again. */
  setRule(request: SetRule): Promise<ReviewAnswer>;
  /** Freezes the draft as the person saw it. An open review of the same flow is replaced. */
  request(request: RequestReview): Promise<RequestReviewResult>;
  /** Open ones: oldest first, because they wait; closed ones: the newest 100 first. */
  list(orgId: string, which: "open" | "closed", viewerId: string): Promise<readonly ReviewSummary[]>;
  get(orgId: string, reviewId: string, viewerId: string): Promise<ReviewDetail | undefined>;
  decide(request: DecideReview): Promise<ReviewAnswer>;
  comment(request: CommentOnReview): Promise<ReviewAnswer>;
  /** By whoever asked for it. */
  withdraw(request: ReviewAct): Promise<ReviewAnswer>;
  /** By somebody else who worked on it, or an admin. */
  cancel(request: ReviewAct): Promise<ReviewAnswer>;
  /** Makes live what was approved, not what the draft has become since. */
  publish(request: ReviewAct): Promise<PublishResult>;
}

export interface RuleInForce extends ReviewRule {
  /** Where it comes from: nobody has said anything, all flows, or this flow alone. */
  readonly from: "default" | "organization" | "flow";
  readonly changedBy?: string;
  readonly changedAt?: string;
}

export interface SetRule {
  readonly orgId: string;
  /** Default: all flows without a rule of their own. */
  readonly flowId?: string;
  /** Default: production. */
  readonly environment?: string;
  readonly rule: ReviewRule | "inherit";
  readonly by: DraftAuthor;
}

export type ReviewAnswer = { readonly ok: true } | { readonly ok: false; readonly message: string };

export type RequestReview = Omit<PublishDraft, "breakGlass">;

export type RequestReviewResult =
  { readonly ok: true; readonly reviewId: string } | Extract<PublishResult, { readonly ok: false }>;

export interface ReviewAct {
  readonly orgId: string;
  readonly reviewId: string;
  readonly by: DraftAuthor;
}

export interface CommentOnReview extends ReviewAct {
  readonly text: string;
  /** The change it is about, by its key (core/review/describe-changes.ts). Default: the review as a whole. */
  readonly path?: string;
}

export interface DecideReview extends ReviewAct {
  readonly decision: ReviewDecision;
  readonly comment?: string;
  /** Of the bundle that the person saw. */
  readonly bundleHash: string;
}

export interface ReviewSummary {
  readonly reviewId: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly status: ReviewStatus;
  /** Where it is to go live; absent for production. */
  readonly environment?: string;
  /** The environment it is live in already, where it is to be promoted. */
  readonly promotedFrom?: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly note?: string;
  readonly quorum: number;
  readonly roles: readonly Role[];
  readonly approvedBy: readonly string[];
  /** Number of the version that went live since it was asked for. */
  readonly overtakenBy?: number;
  /** What the viewer can do about it: decide, or publish what they worked on. */
  readonly waitsForMe?: "decision" | "publication";
  readonly brokeGlass?: { readonly reason: string; readonly dueAt: string };
  readonly publishedVersion?: number;
}

export interface ReviewDetail extends ReviewSummary {
  readonly bundle: ReviewBundle;
  readonly bundleHash: string;
  readonly document: FlowDocument;
  readonly layout?: FlowLayout;
  /** What was live when it was asked for. */
  readonly before?: { readonly version: number; readonly document: FlowDocument; readonly layout?: FlowLayout };
  /** Oldest first. */
  readonly entries: readonly ReviewEntry[];
  /** Who could not be told of it so far, and why, in words. */
  readonly unreached: readonly string[];
  /** Why the viewer may not, in words; absent where they may. */
  readonly whyNot: {
    readonly approve?: string;
    readonly requestChanges?: string;
    readonly withdraw?: string;
    readonly cancel?: string;
    readonly publish?: string;
  };
}

export interface ReviewEntry {
  readonly kind: ReviewEntryKind;
  readonly author: string;
  readonly role?: Role;
  readonly text?: string;
  /** The change that a comment is about, by its key. */
  readonly path?: string;
  readonly at: string;
}
