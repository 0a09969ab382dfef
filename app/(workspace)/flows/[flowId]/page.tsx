import type { Metadata } from "next";
import { FlowPage } from "#components/flow-page/flow-page.tsx";

interface Props {
  readonly params: Promise<{ readonly flowId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).flowId };
}

export default async function Page({ params }: Props) {
  return <FlowPage flowId={(await params).flowId} />;
}
