import { Button } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./notice.module.css";

interface NoticeProps {
  readonly tone: "bad" | "warn" | "info";
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: { readonly label: string; readonly onClick: () => void } | undefined;
}

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
      {action ? (
        <Button size="xs" variant="default" onClick={action.onClick}>
          {action.label}
        </Button>
      ) : null}
    </div>
  );
}
