import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentMembership } from "#app/_server/auth.ts";
import { SignInForm } from "#components/account/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** Only paths of this site are followed: `//host` and `/\host` would lead away. */
const isLocalPath = (value: unknown): value is string => typeof value === "string" && /^\/(?![/\\])/.test(value);

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl } = await searchParams;
  const next = isLocalPath(callbackUrl) ? callbackUrl : "/flows";
  if (await currentMembership()) redirect(next);
  return <SignInForm next={next} />;
}
