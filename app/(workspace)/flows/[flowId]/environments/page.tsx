import type { Metadata } from "next";
import { FlowPlacesPage } from "#components/environments/flow-places-page.tsx";

interface Props {
  readonly params: Promise<{ readonly flowId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Environments of ${(await params).flowId}` };
}

export default async function Page({ params }: Props) {
  return <FlowPlacesPage flowId={(await params).flowId} />;
}
