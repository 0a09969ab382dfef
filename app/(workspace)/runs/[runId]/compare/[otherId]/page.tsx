import type { Metadata } from "next";
import { ComparePage } from "#components/run-trace/compare/compare-page.tsx";

export const metadata: Metadata = { title: "Compare runs" };

interface Props {
  readonly params: Promise<{ readonly runId: string; readonly otherId: string }>;
}

export default async function Page({ params }: Props) {
  const { runId, otherId } = await params;
  return <ComparePage leftId={runId} rightId={otherId} />;
}
