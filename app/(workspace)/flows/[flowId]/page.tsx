import type { Metadata } from "next";
import { currentMembership } from "#app/_server/auth.ts";
import { LazyDesigner } from "#components/designer/lazy-designer.tsx";
import { LazyFlowAbout, LazyFlowPage } from "#components/flow-page/lazy-flow-page.tsx";
import { mayEditFlows } from "#engine/core/role.ts";

interface Props {
  readonly params: Promise<{ readonly flowId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).flowId };
}

/** Who may change flows gets the designer, everybody else the flow to read. */
export default async function Page({ params }: Props) {
  const { flowId } = await params;
  const me = await currentMembership();
  if (!me || !mayEditFlows(me.role)) return <LazyFlowPage flowId={flowId} />;
  return <LazyDesigner flowId={flowId} about={<LazyFlowAbout flowId={flowId} />} />;
}
