import type { Metadata } from "next";
import { RunFilePage } from "#components/run-trace/run-file-page.tsx";

export const metadata: Metadata = { title: "Run file" };

export default function Page() {
  return <RunFilePage />;
}
