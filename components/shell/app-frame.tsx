"use client";

import type { ReactNode } from "react";
import type { Membership } from "#engine/runtime/people.ts";
import { MembershipProvider } from "#components/shared/membership.tsx";
import classes from "./app-frame.module.css";
import { LazyCommandPalette } from "./lazy-command-palette.tsx";
import { Rail } from "./rail.tsx";

/** The frame of every signed-in page: rail on the left (a bar below on phones), the page beside it, `Cmd/Ctrl+K` everywhere. */
export function AppFrame({
  me,
  narrow,
  children,
}: {
  readonly me: Membership;
  readonly narrow: boolean;
  readonly children: ReactNode;
}) {
  return (
    <MembershipProvider value={me}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <div className={classes["frame"]}>
        <Rail me={me} initiallyNarrow={narrow} />
        <main id="main" tabIndex={-1} className={classes["main"]}>
          {children}
        </main>
      </div>
      <LazyCommandPalette />
    </MembershipProvider>
  );
}
