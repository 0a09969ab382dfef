import type { Metadata } from "next";
import { Suspense } from "react";
import { VersionsPage } from "#components/versions/versions-page.tsx";

interface Props {
  readonly params: Promise<{ readonly flowId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Versions of ${(await params).flowId}` };
}

export default async function Page({ params }: Props) {
  return (
    <Suspense>
      <VersionsPage flowId={(await params).flowId} />
    </Suspense>
  );
}
