import { PRODUCTION } from "../../core/environment/environment.ts";
import type { GoBack, PublishResult } from "../../runtime/drafts.ts";
import { liveVersion } from "../environments/live-versions.ts";
import { NotPublished } from "../environments/not-published.ts";
import { deployFlow } from "../flow-store.ts";
import { storedLayout } from "../stored-json.ts";
import type { PublishPorts } from "./create-drafts.ts";

/**
 * The version is checked as it is now, not as it was: what this engine can no longer run does not go live. Its logic is the
 * same, so it comes back under its old number; the draft takes it over as it takes over every version that goes live.
 */
export async function goBack({ prisma, prepare, gate }: PublishPorts, request: GoBack): Promise<PublishResult> {
  const { orgId, flowId: slug, environment = PRODUCTION, version: number, reason, by } = request;
  const version = await prisma.flowVersion.findFirst({ where: { number, flow: { orgId, slug } } });
  if (!version) return { ok: false, reason: "unknownFlow" };
  const live = await liveVersion(prisma, { orgId, flowId: version.flowId, environment });
  if (version.id === live?.id) return { ok: false, reason: "nothing" };
  const prepared = await prepare(version.source, orgId);
  if (!prepared.ok) return { ok: false, reason: "problems", problems: prepared.problems };
  const { source } = version;
  const deployment = { orgId, environment, source, deployedBy: by.name, by, goBack: { reason }, ...storedLayout(version) };
  try {
    const { ok, changed, flowVersionId, ...deployed } = await prisma.$transaction((tx) =>
      deployFlow(tx, gate, deployment, prepared),
    );
    return { ok, version: deployed.version, changed, flowVersionId };
  } catch (error) {
    if (error instanceof NotPublished) return error.refusal;
    throw error;
  }
}
