import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { currentMembership } from "#app/_server/auth.ts";
import { AppFrame } from "#components/shell/app-frame.tsx";

/**
 * The frame and its page come to life together: there is no boundary between them, and no page has one around itself. Inside
 * a boundary of its own a page would be taken over later than the rail, whose answers it shares: what the rail had fetched by
 * then would stand where the server had written "loading", and React throws such a page away.
 */
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
