import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children: ReactNode;
  /** The one thing to do from here. */
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Glyph, title, children, action }: EmptyStateProps) {
  return (
    <div className={classes["empty"]}>
      <span className={classes["tile"]}>
        <Glyph size={22} stroke={1.5} aria-hidden />
      </span>
      <h2 className={classes["title"]}>{title}</h2>
      <div className={classes["text"]}>{children}</div>
      {action}
    </div>
  );
}
