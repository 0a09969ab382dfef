"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { Mark } from "./mark.tsx";
import classes from "./plain-page.module.css";

interface PlainPageProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: { readonly label: string; readonly href: string } | { readonly label: string; readonly onClick: () => void };
}

/** A page outside the frame: sign-in, welcome, errors. */
export function PlainPage({ title, children, action }: PlainPageProps) {
  return (
    <main className={classes["page"]}>
      <div className={classes["card"]}>
        <Mark size={32} />
        <h1 className={classes["title"]}>{title}</h1>
        <div className={classes["text"]}>{children}</div>
        {action === undefined ? null : "href" in action ? (
          <Button component={Link} href={action.href}>
            {action.label}
          </Button>
        ) : (
          <Button onClick={action.onClick}>{action.label}</Button>
        )}
      </div>
    </main>
  );
}
