import type { ReactNode } from "react";
import classes from "./section.module.css";

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled block of a side panel. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className={classes["section"]}>
      <div className={classes["head"]}>
        <h3 className={classes["title"]}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
