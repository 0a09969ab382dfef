import type { Metadata } from "next";
import { WelcomeForm } from "#components/account/welcome-form.tsx";

export const metadata: Metadata = { title: "Welcome", referrer: "no-referrer" };

interface Props {
  readonly searchParams: Promise<{ readonly token?: string | string[] }>;
}

export default async function WelcomePage({ searchParams }: Props) {
  const { token } = await searchParams;
  return <WelcomeForm token={typeof token === "string" ? token : ""} />;
}
