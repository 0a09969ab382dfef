import type { Metadata } from "next";
import { TaskPage } from "#components/approvals/task-page.tsx";

export const metadata: Metadata = { title: "Task" };

export default async function Page({ params }: { readonly params: Promise<{ readonly approvalId: string }> }) {
  return <TaskPage approvalId={(await params).approvalId} />;
}
