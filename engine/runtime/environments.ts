import type { Environment } from "../core/environment/environment.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowLayout } from "../core/flow/layout.ts";
import type { JsonValue } from "../core/json.ts";
import type { Problem } from "../core/problem.ts";
import type { DraftAuthor, PublishResult } from "./drafts.ts";
import type { VersionRuns } from "./engine.ts";
import type { RequestReviewResult, RuleInForce } from "./reviews.ts";

/**
 * Environments of an organization: what is live where, the values and connections each gives to flows, and the way of a
 * version from one to the next. Runs belong to one of them from start to end (docs/adr/0029).
 */
export interface Environments {
  /** In the order in which versions go through them; the last one is production. */
  list(orgId: string): Promise<readonly Environment[]>;
  settings(orgId: string): Promise<EnvironmentSettings>;
  /** By an admin. Without a value the variable is taken away; refused while a flow that is live there reads it. */
  setVariable(request: SetVariable): Promise<EnvironmentAnswer>;
  /** By an admin. Without a target the name means the connection of that name again. */
  mapConnection(request: MapConnection): Promise<EnvironmentAnswer>;
  /** By an admin. Whether schedules start runs in an environment beside production; switched on, they begin with the next occurrence. */
  setSchedules(request: SetSchedules): Promise<EnvironmentAnswer>;
  /** Who changed what and when: the newest 200 first. */
  history(orgId: string): Promise<readonly SettingChange[]>;
  /** What is live of a flow in each environment; `undefined` for an unknown flow. */
  places(orgId: string, flowId: string): Promise<readonly FlowPlace[] | undefined>;
  /** What taking the version that is live in `from` to `to` would change; `undefined` where nothing is live in `from`. */
  previewPromotion(way: PromotionWay): Promise<PromotionPreview | undefined>;
  /** Makes the same version live in `to`: the same content hash, nothing is built anew. */
  promote(request: Promote): Promise<PromoteResult>;
  /** Freezes what would be promoted for others to look at. An open review of the flow for that environment is replaced. */
  requestReview(request: Omit<Promote, "breakGlass" | "by"> & { readonly by: DraftAuthor }): Promise<RequestReviewResult | Moved>;
}

export interface EnvironmentSettings {
  readonly variables: readonly VariableSetting[];
  readonly mappings: readonly MappingSetting[];
  /** Of environments where schedules were ever switched on. Elsewhere beside production they are off. */
  readonly schedules: readonly ScheduleSetting[];
}

export interface ScheduleSetting extends Omit<Setting, "name"> {
  readonly isOn: boolean;
}

export interface SetSchedules {
  readonly orgId: string;
  readonly environment: string;
  readonly isOn: boolean;
  readonly by: DraftAuthor;
}

interface Setting {
  readonly environment: string;
  readonly name: string;
  readonly changedBy: string;
  readonly changedAt: string;
}

export interface VariableSetting extends Setting {
  readonly value: JsonValue;
}

export interface MappingSetting extends Setting {
  /** A connection of the installation. */
  readonly target: string;
}

export interface SetVariable {
  readonly orgId: string;
  readonly environment: string;
  readonly name: string;
  readonly value?: JsonValue;
  readonly by: DraftAuthor;
}

export interface MapConnection {
  readonly orgId: string;
  readonly environment: string;
  readonly name: string;
  readonly target?: string;
  readonly by: DraftAuthor;
}

export type EnvironmentAnswer = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface SettingChange extends Setting {
  readonly what: "variable" | "connection" | "schedules";
  /** What it has been since then, as text; absent where it was taken away. */
  readonly to?: string;
}

export interface FlowPlace {
  readonly environment: string;
  readonly live?: PlaceVersion;
  /** Nothing is live because somebody took it out of service. */
  readonly retired?: { readonly at: string; readonly by: string; readonly reason?: string };
  /** The version that going back leads to. */
  readonly back?: number;
  /** How many open runs it has there. */
  readonly openRuns: number;
  /** Full request paths by trigger node, as in `FlowDetail`. */
  readonly webhooks: Readonly<Record<string, { readonly method: string; readonly path: string }>>;
}

export interface PlaceVersion {
  readonly version: number;
  readonly contentHash: string;
  /** When it went live there, and who made it. Absent for versions from before this was written down. */
  readonly since?: string;
  readonly by?: string;
  readonly promotedFrom?: string;
  /** It went past the review that was required, and nobody has looked at it since. */
  readonly owed?: { readonly reviewId: string; readonly reason: string };
}

export interface PromotionWay {
  readonly orgId: string;
  readonly flowId: string;
  readonly from: string;
  readonly to: string;
}

export interface PromotionPreview {
  readonly version: PreviewedVersion;
  /** What is live in `to` now. */
  readonly replaces?: PreviewedVersion;
  /** What `to` lacks. An error among them is in the way. */
  readonly problems: readonly Problem[];
  readonly rule: RuleInForce;
  /** A review of exactly this that is going on. */
  readonly review?: { readonly reviewId: string; readonly isApproved: boolean };
  /** Open runs in `to`: they stay on their version. */
  readonly openRuns: readonly VersionRuns[];
  readonly variables: readonly { readonly name: string; readonly from?: JsonValue; readonly to?: JsonValue }[];
  /** Where each connection that the flow names leads. */
  readonly connections: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

export interface PreviewedVersion {
  readonly number: number;
  readonly contentHash: string;
  readonly document: FlowDocument;
  readonly layout?: FlowLayout;
}

export interface Promote extends PromotionWay {
  /** What the person saw in `from`; refused when something else is live there now. */
  readonly contentHash: string;
  readonly note?: string;
  /** Past the review that is required, by an admin. */
  readonly breakGlass?: { readonly reason: string };
  /** Without a user id: the operator of the installation, at the command line. */
  readonly by: { readonly name: string; readonly userId?: string };
}

/** Not what was shown: something else is live in `from`, or nothing. */
export interface Moved {
  readonly ok: false;
  readonly reason: "moved";
  readonly message: string;
}

export type PromoteResult = PublishResult | Moved;
