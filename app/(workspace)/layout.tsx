import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { currentMembership } from "#app/_server/auth.ts";
import { AppFrame } from "#components/shell/app-frame.tsx";

export default async function WorkspaceLayout({ children }: { readonly children: ReactNode }) {
  const me = await currentMembership();
  if (!me) {
    const path = (await headers()).get("x-pathname") ?? "/";
    redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  }
  const narrow = (await cookies()).get("omnilink-rail")?.value === "narrow";
  return (
    <AppFrame me={me} narrow={narrow}>
      {children}
    </AppFrame>
  );
}
