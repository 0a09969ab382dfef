import { useId, type ReactNode } from "react";
import classes from "./overview.module.css";

interface PanelProps {
  readonly title: string;
  readonly about?: string;
  readonly children: ReactNode;
}

export function Panel({ title, about, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes["panel"]} aria-labelledby={id}>
      <h2 id={id} className={classes["panelTitle"]}>
        {title}
      </h2>
      {about === undefined ? null : <p className={classes["about"]}>{about}</p>}
      {children}
    </section>
  );
}
