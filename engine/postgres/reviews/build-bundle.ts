import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { ReviewBundle } from "../../core/review/review-bundle.ts";
import type { ReviewRule } from "../../core/review/review-rule.ts";
import type { VersionChange } from "../../runtime/drafts.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { openRunsByVersion } from "../open-runs-by-version.ts";
import { readFacts, type ListConnections } from "./review-facts.ts";

export interface BundleOf {
  readonly orgId: string;
  readonly environment: string;
  /** Of the flow, at this moment. */
  readonly activeVersionId: string | null;
  /** Checked, and the tests of its mappings passed. */
  readonly document: FlowDocument;
  readonly contentHash: string;
  readonly changes: readonly VersionChange[];
  readonly rule: ReviewRule;
}

export async function buildBundle(tx: Tx, connections: ListConnections, of: BundleOf): Promise<ReviewBundle> {
  const { orgId, environment, document, contentHash, changes, rule } = of;
  const { nodes, limits } = document;
  return {
    ...(await readFacts(tx, connections, of)),
    contentHash,
    rule: { quorum: rule.quorum, roles: rule.roles },
    changes,
    tests: nodes.flatMap(({ id: nodeId, tests = [] }) => tests.map(({ name }) => ({ nodeId, name }))),
    schedules: nodes.flatMap(({ id: nodeId, kind, config = {} }) => (kind === "trigger.schedule" ? [{ nodeId, config }] : [])),
    ...(limits === undefined ? {} : { limits }),
    inFlight: await openRunsByVersion(tx, orgId, document.id, environment),
  };
}
