import { canonicalJson } from "../flow/canonical-hash.ts";
import { sha256 } from "../flow/sha256.ts";
import type { JsonValue } from "../json.ts";
import type { ReviewRule } from "./review-rule.ts";

/**
 * Everything that goes live together when a flow is published, as it was when the review was asked for. A decision names
 * the hash of the bundle it was made on, so nobody approves one thing and publishes another. What the flow leads to
 * outside of its own document (`ReviewFacts`) is looked at again at publication: if it has changed, the review is void.
 */
export interface ReviewBundle extends ReviewFacts {
  /** Of the flow's document, mappings and their tests included. */
  readonly contentHash: string;
  readonly rule: Pick<ReviewRule, "quorum" | "roles">;
  readonly changes: readonly ReviewedChange[];
  /** Tests of mappings; all of them passed when the review was asked for, or it could not have been asked for. */
  readonly tests: readonly { readonly nodeId: string; readonly name: string }[];
  readonly schedules: readonly { readonly nodeId: string; readonly config: JsonValue }[];
  readonly limits?: JsonValue;
  /** The open runs of then, by version; they stay on it. Not part of the hash: runs come and go. */
  readonly inFlight: readonly { readonly version: number; readonly runs: number }[];
}

export interface ReviewFacts {
  /** What was live; absent before the first version. */
  readonly base?: { readonly version: number; readonly contentHash: string };
  readonly subFlows: readonly ReviewedSubFlow[];
  readonly connections: readonly ReviewedConnection[];
}

export interface ReviewedChange {
  readonly author: string;
  readonly label: string;
  readonly at: string;
}

export interface ReviewedSubFlow {
  readonly nodeId: string;
  readonly flowId: string;
  /** Whether the step names the version; otherwise it runs what is deployed when it begins. */
  readonly isPinned: boolean;
  /** Absent where there is no such version. */
  readonly version?: number;
  readonly contentHash?: string;
}

export interface ReviewedConnection {
  readonly name: string;
  readonly nodeIds: readonly string[];
  /** Without credentials; absent where no such connection is set up. */
  readonly leadsTo?: string;
}

export function bundleHash({ inFlight: _inFlight, ...bundle }: ReviewBundle): string {
  return `sha256:${sha256(canonicalJson(bundle as unknown as JsonValue))}`;
}

/** What has become different outside of the document since the review was asked for, one sentence each. */
export function factsThatChanged(then: ReviewFacts, now: ReviewFacts): readonly string[] {
  return [
    ...(then.base?.contentHash === now.base?.contentHash ? [] : [baseText(now)]),
    ...now.subFlows.flatMap((flow) => {
      const earlier = then.subFlows.find(({ nodeId }) => nodeId === flow.nodeId);
      return earlier?.contentHash === flow.contentHash ? [] : [`Sub-flow ${flow.flowId} has another version now.`];
    }),
    ...now.connections.flatMap(({ name, leadsTo }) => {
      const earlier = then.connections.find((one) => one.name === name);
      return earlier?.leadsTo === leadsTo ? [] : [`Connection ${name} leads elsewhere now.`];
    }),
  ];
}

const baseText = ({ base }: ReviewFacts): string =>
  base
    ? `Version ${base.version} is live now, which is not what the review compares with.`
    : "The flow has no live version any more.";
