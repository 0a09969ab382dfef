import { canonicalJson } from "../flow/canonical-hash.ts";
import { sha256 } from "../flow/sha256.ts";
import type { JsonObject, JsonValue } from "../json.ts";

/** Everything an answer is about. */
export interface Shown {
  readonly approvalId: string;
  readonly runId: string;
  readonly nodeId: string;
  readonly visit: number;
  readonly title: string;
  readonly details?: JsonValue;
  readonly form?: JsonObject;
  readonly initial?: JsonValue;
  readonly risk?: JsonValue;
  /** Content hash of the version the run belongs to. */
  readonly version: string;
  /** Content hash of the version that is live. */
  readonly live: string;
}

/**
 * What a decision binds to. A decision names the hash of what its person was shown; when what there is to show has changed
 * since, the flow included, the decision is refused and signatures under the earlier hash count no longer.
 */
export const shownHash = (shown: Shown): string => `sha256:${sha256(canonicalJson({ ...shown }))}`;
