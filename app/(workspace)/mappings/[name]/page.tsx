import type { Metadata } from "next";
import { MappingPage } from "#components/mappings/mapping-page.tsx";

interface Props {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).name };
}

export default async function Page({ params }: Props) {
  const { name } = await params;
  return <MappingPage name={name} />;
}
