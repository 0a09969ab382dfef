import { PRODUCTION } from "../../core/environment/environment.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { Problem } from "../../core/problem.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { ruleInForce } from "./review-rules.ts";

interface Place {
  /** Id of the flow's row. */
  readonly flowKey: string;
  readonly environment: string;
}

/**
 * When a version went live in an environment first; absent where it never did, as one that has only been tried out elsewhere.
 * Of versions from before activations were written down nothing is known but their age: they were live in production.
 */
export async function firstLive(
  tx: Tx,
  { flowKey: flowId, environment }: Place,
  { number, createdAt }: { readonly number: number; readonly createdAt: Date },
): Promise<Date | undefined> {
  const here = await tx.flowActivation.findFirst({
    where: { flowId, environment, OR: [{ version: number }, { previous: number }] },
    orderBy: { id: "asc" },
  });
  if (here) return here.version === number ? here.at : createdAt;
  if (environment !== PRODUCTION) return undefined;
  const elsewhere = await tx.flowActivation.findFirst({ where: { flowId, version: number }, select: { id: true } });
  return elsewhere === null ? createdAt : undefined;
}

interface NumberedVersion {
  readonly orgId: string;
  readonly flowId: string;
  readonly environment: string;
  readonly number: number;
}

/**
 * Whether a version that somebody names by its number may not work in an environment: only what was live there once may, where
 * a review is required. Else a version that has been published in a place without reviews could be brought along.
 */
export async function isHeldBack(tx: Tx, { orgId, flowId: slug, environment, number }: NumberedVersion): Promise<boolean> {
  const flow = await tx.flow.findUnique({ where: { orgId_slug: { orgId, slug } }, select: { id: true } });
  if (!flow) return false;
  const place = { flowKey: flow.id, environment };
  if (!(await ruleInForce(tx, { orgId, ...place })).isRequired) return false;
  const version = await tx.flowVersion.findUnique({
    where: { flowId_number: { flowId: flow.id, number } },
    select: { number: true, createdAt: true },
  });
  return version === null || (await firstLive(tx, place, version)) === undefined;
}

/** Sub-flows of a flow that name versions which are held back where it is to go live. */
export async function heldBackSubFlows(
  tx: Tx,
  { orgId, environment }: Pick<NumberedVersion, "orgId" | "environment">,
  { nodes }: FlowDocument,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [index, { id: nodeId, kind, config }] of nodes.entries()) {
    const { flow, version: number } = config ?? {};
    if (kind !== "subFlow" || typeof flow !== "string" || typeof number !== "number") continue;
    if (!(await isHeldBack(tx, { orgId, flowId: flow, environment, number }))) continue;
    const where = environment === PRODUCTION ? "production" : environment;
    problems.push({
      ...{ code: "flow/review-required", severity: "error", nodeId, path: `/nodes/${index}/config/version` },
      message: `It runs version ${number} of "${flow}", which goes live in ${where} only after a review, and never did.`,
      fix: `Publish version ${number} of "${flow}" there first, or name one that was live there.`,
    });
  }
  return problems;
}
