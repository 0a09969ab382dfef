import type { Metadata } from "next";
import { ImportPage } from "#components/import/import-page.tsx";

export const metadata: Metadata = { title: "Import a flow" };

export default function Page() {
  return <ImportPage />;
}
