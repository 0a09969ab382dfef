import type { Metadata } from "next";
import { LinkPage } from "#components/approvals/link-page.tsx";

export const metadata: Metadata = { title: "Approval", referrer: "no-referrer" };

export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  return <LinkPage token={(await params).token} />;
}
