import { Button } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import classes from "./notice.module.css";

interface NoticeProps {
  readonly tone: "bad" | "warn" | "info";
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: NoticeAction | undefined;
}

type NoticeAction = { readonly label: string; readonly onClick: () => void } | { readonly label: string; readonly href: string };

/** Something a person should know, in place: what happened, and what to do. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const Glyph = tone === "info" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes["notice"]} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      <Glyph size={18} stroke={1.75} aria-hidden className={classes["icon"]} />
      <div className={classes["body"]}>
        <div className={classes["title"]}>{title}</div>
        {children ? <div className={classes["text"]}>{children}</div> : null}
      </div>
      {action ? <Act action={action} /> : null}
    </div>
  );
}

function Act({ action }: { readonly action: NoticeAction }) {
  const look = { size: "xs", variant: "default" } as const;
  return "href" in action ? (
    <Button {...look} component={Link} href={action.href}>
      {action.label}
    </Button>
  ) : (
    <Button {...look} onClick={action.onClick}>
      {action.label}
    </Button>
  );
}
