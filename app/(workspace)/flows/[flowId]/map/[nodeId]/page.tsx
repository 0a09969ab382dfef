import type { Metadata } from "next";
import { MapperPage } from "#components/mapper/mapper-page.tsx";

interface Props {
  readonly params: Promise<{ readonly flowId: string; readonly nodeId: string }>;
  readonly searchParams: Promise<{ readonly field?: string | readonly string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Map ${(await params).nodeId}` };
}

export default async function Page({ params, searchParams }: Props) {
  const { flowId, nodeId } = await params;
  const { field } = await searchParams;
  return <MapperPage flowId={flowId} nodeId={nodeId} field={typeof field === "string" ? field : undefined} />;
}
