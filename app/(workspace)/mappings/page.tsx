import type { Metadata } from "next";
import { MappingList } from "#components/mappings/mapping-list.tsx";

export const metadata: Metadata = { title: "Mappings" };

export default function MappingsPage() {
  return <MappingList />;
}
