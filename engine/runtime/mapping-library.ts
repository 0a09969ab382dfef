import type { MappingBundle } from "../core/expression/mappings/mapping-bundle.ts";
import type { JsonObject } from "../core/json.ts";
import type { Compatibility } from "../core/mapping/reusable/compatibility.ts";
import type { MappingSignature } from "../core/mapping/reusable/mapping-signature.ts";
import type { Problem } from "../core/problem.ts";
import type { DraftAuthor } from "./drafts.ts";

/** Mappings that the flows of an organization share, each in immutable versions with numbers from 1. */
export interface MappingLibrary {
  /** All of them, by name. */
  list(orgId: string): Promise<readonly MappingSummary[]>;
  /** Every version with what it takes and gives: the newest of each mapping first, then older ones. */
  choices(orgId: string): Promise<readonly MappingChoice[]>;
  get(orgId: string, name: string): Promise<MappingDetail | undefined>;
  /** Stores the next version; the first one makes the mapping. */
  publish(request: PublishMapping): Promise<PublishMappingResult>;
  /** What publishing would say, without doing it. */
  check(request: Omit<PublishMapping, "by">): Promise<MappingCheck>;
  /** Versions by `name@version`; where there is none, the newest of that name or of the name next to it, so that it can be proposed. */
  find(orgId: string, keys: readonly string[]): Promise<MappingBundle>;
  /** Takes another version in the draft of a flow, wherever it uses one; it goes live when somebody publishes the draft. */
  upgrade(request: UpgradeFlow): Promise<UpgradeFlowResult>;
}

export interface MappingSummary {
  readonly name: string;
  readonly description?: string;
  /** The newest. */
  readonly version: number;
  readonly updatedAt: string;
  readonly author: string;
  /** Flows that use it, live or in their draft, in any version. */
  readonly flows: number;
}

/** A version that an expression can name. */
export interface MappingChoice extends MappingSignature {
  /** `orderTotal@3` */
  readonly key: string;
  readonly description?: string;
}

export interface MappingDetail {
  readonly name: string;
  readonly description?: string;
  /** Newest first. */
  readonly versions: readonly MappingVersion[];
  readonly usedBy: readonly MappingUser[];
}

export interface MappingVersion {
  readonly version: number;
  readonly expression: string;
  readonly input?: JsonObject;
  readonly output?: JsonObject;
  /** What comes out, declared or shown by the expression. */
  readonly result: JsonObject;
  readonly note?: string;
  readonly author: string;
  readonly createdAt: string;
  /** Compared with the version before; absent for the first. */
  readonly compatibility?: Compatibility;
}

/** A flow that uses a version of a mapping. */
export interface MappingUser {
  readonly flowId: string;
  readonly flowName: string;
  readonly version: number;
  /** In the version that is live, or in the draft. */
  readonly where: "live" | "draft";
  /** Nodes that name it; none where only another mapping uses it. */
  readonly nodes: readonly { readonly nodeId: string; readonly name: string }[];
  /** What taking the newest version instead would mean; absent where it is the newest. */
  readonly upgrade?: Compatibility;
}

export interface PublishMapping {
  readonly orgId: string;
  readonly name: string;
  /** Absent: as it is. */
  readonly description?: string;
  readonly expression: string;
  readonly input?: JsonObject;
  readonly output?: JsonObject;
  readonly note?: string;
  /** The newest version that its author saw, 0 for a mapping that is new. */
  readonly after: number;
  /** Absent for the operator of the installation, at the command line. */
  readonly by: { readonly name: string; readonly userId?: string };
}

export type PublishMappingResult =
  | { readonly ok: true; readonly version: number; readonly compatibility?: Compatibility }
  | { readonly ok: false; readonly reason: "problems"; readonly problems: readonly Problem[] }
  /** Somebody published in the meantime, or the name is taken: the newest version. */
  | { readonly ok: false; readonly reason: "stale"; readonly newest: number }
  | { readonly ok: false; readonly reason: "nothing" };

export interface MappingCheck {
  readonly problems: readonly Problem[];
  /** What comes out, declared or shown by the expression; absent where there are problems. */
  readonly result?: JsonObject;
  /** Compared with the newest version; absent where there is none, or there are problems. */
  readonly compatibility?: Compatibility;
}

export interface UpgradeFlow {
  readonly orgId: string;
  readonly flowId: string;
  /** `orderTotal@3` */
  readonly from: string;
  readonly to: string;
  readonly by: DraftAuthor;
}

export type UpgradeFlowResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "unknownFlow" }
  | { readonly ok: false; readonly reason: "refused"; readonly message: string };
