import type { ApprovalRules, Party } from "../core/approval/approval-rules.ts";
import type { RiskScore } from "../core/approval/risk.ts";
import type { WhyNot } from "../core/approval/tally.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { ApprovalDecision } from "../core/machine/run-event.ts";
import type { DecideApproval, DecideResult, PersonDecision } from "./ports.ts";

/** Questions of runs to people: approvals and forms. */
export interface Approvals {
  list(orgId: string, filter: ApprovalFilter): Promise<readonly ApprovalSummary[]>;
  /** `viewer`: the person whose part in it is to be said. */
  get(orgId: string, approvalId: string, viewer?: string): Promise<ApprovalSummary | undefined>;
  decide(decision: DecideApproval): Promise<DecideResult>;
  /** What was said and done about it besides the answers, oldest first. */
  notes(orgId: string, approvalId: string): Promise<readonly ApprovalNote[]>;
  /** Asks or says something without answering; `false` when the approval is not open. */
  comment(note: NewNote): Promise<boolean>;
  /** Where the link of a mail leads for the person who is signed in. Looking changes nothing. */
  openLink(orgId: string, token: string, userId: string): Promise<OpenedLink>;
  /** The risk, from 0 to 1, above which a person decides in this organization whatever a policy says. */
  riskThreshold(orgId: string): Promise<number>;
  setRiskThreshold(orgId: string, threshold: number): Promise<void>;
  /** Hands a person's part in it on to another member of the organization. */
  reassign(request: Reassign): Promise<Change>;
}

export interface ApprovalFilter {
  readonly status: "pending" | "decided";
  readonly runId?: string;
  /** Of the decided ones: those that a person decided in this time, the end excluded. */
  readonly decidedIn?: { readonly since: string; readonly until: string };
  /** Only those that had a due time. */
  readonly withDue?: true;
  readonly limit: number;
  /** The person whose part in each is to be said. */
  readonly viewer?: string;
}

export interface ApprovalSummary {
  readonly approvalId: string;
  readonly runId: string;
  readonly flowId: string;
  readonly flowName: string;
  /** Where the run runs; absent in production. */
  readonly environment?: string;
  /** Of the flow, the one the run belongs to. */
  readonly version: number;
  /** The one that is live, when it is another. */
  readonly liveVersion?: number;
  readonly nodeId: string;
  readonly title: string;
  readonly startedBy?: string;
  readonly roles: readonly string[];
  readonly rules: ApprovalRules;
  readonly risk?: RiskScore;
  /** Of everything that is shown: an answer names it, and is refused when it is this no longer. */
  readonly shownHash: string;
  readonly progress: {
    readonly signed: number;
    readonly needed: number;
    /** Index of the stage that is asked now. */
    readonly stage: number;
    readonly missing: readonly (Party & { readonly more: number })[];
  };
  readonly votes: readonly ApprovalVote[];
  /** How many notes there are. */
  readonly notes: number;
  /** An earlier question of the same step that was taken back with the run, and the one that was asked in place of this. */
  readonly replaces?: string;
  readonly replacedBy?: string;
  readonly mine?: OwnPart;
  readonly details?: JsonValue;
  /** Present when data is asked for: the self-contained JSON Schema of the answer. */
  readonly form?: JsonObject;
  readonly initial?: JsonValue;
  readonly answer?: JsonValue;
  readonly status: "pending" | ApprovalDecision | "closed";
  readonly requestedAt: string;
  readonly dueAt?: string;
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  readonly comment?: string;
}

/** What a link from a mail leads to, for the person who opened it. Looking changes nothing. */
export type OpenedLink =
  | { readonly ok: true; readonly approvalId: string }
  | { readonly ok: false; readonly why: "unknown" | "expired" | "used" | "somebodyElse" };

/** Whether the person who looks may answer now, as whom, and why not. */
export type OwnPart =
  | { readonly may: true; readonly as: "self" | "group" | "delegate"; readonly inPlaceOf?: string }
  | { readonly may: false; readonly why: WhyNot };

export interface ApprovalVote {
  readonly name: string;
  readonly decision: PersonDecision;
  readonly comment?: string;
  readonly at: string;
  /** False when it was given to what was shown before, and that has changed. */
  readonly counts: boolean;
}

export interface ApprovalNote {
  /** `unreached`: somebody who is to be told of it could not be told so far. */
  readonly kind: "comment" | "reassigned" | "reminded" | "escalated" | "unreached";
  readonly by: string;
  readonly text: string;
  readonly at: string;
}

export interface NewNote {
  readonly orgId: string;
  readonly approvalId: string;
  readonly by: { readonly id: string; readonly name: string };
  /** 1 to 2,000 characters. */
  readonly text: string;
}

export interface Reassign {
  readonly orgId: string;
  readonly approvalId: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly toUserId: string;
}

export type Change = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Who stands in for whom while they are away. */
export interface Delegations {
  /** Those that a person gave or was given and that have not ended, the next first. */
  list(orgId: string, userId: string): Promise<readonly Delegation[]>;
  give(request: NewDelegation): Promise<Change>;
  /** Ends one that the person gave. */
  end(request: { readonly orgId: string; readonly userId: string; readonly delegationId: string }): Promise<boolean>;
}

export interface Delegation {
  readonly delegationId: string;
  readonly from: { readonly userId: string; readonly name: string };
  readonly to: { readonly userId: string; readonly name: string };
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason?: string;
}

export interface NewDelegation {
  readonly orgId: string;
  readonly fromUserId: string;
  readonly toUserId: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason?: string;
}
