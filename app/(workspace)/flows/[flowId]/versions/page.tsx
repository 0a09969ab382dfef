import type { Metadata } from "next";
import { VersionsPage } from "#components/versions/versions-page.tsx";

interface Props {
  readonly params: Promise<{ readonly flowId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Versions of ${(await params).flowId}` };
}

export default async function Page({ params }: Props) {
  return <VersionsPage flowId={(await params).flowId} />;
}
