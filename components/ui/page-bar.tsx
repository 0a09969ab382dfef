import { IconChevronRight } from "@tabler/icons-react";
import { Fragment, type ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import classes from "./page-bar.module.css";

interface PageBarProps {
  readonly title: string;
  readonly trail?: readonly { readonly label: string; readonly href: string }[];
  /** Beside the title: a version, a status. */
  readonly state?: ReactNode;
  /** The page's actions; at most one is primary. */
  readonly children?: ReactNode;
}

/** The top bar of a page: where I am, its state, and what can be done. */
export function PageBar({ title, trail = [], state, children }: PageBarProps) {
  return (
    <header className={classes["bar"]}>
      <div className={classes["where"]}>
        {trail.map(({ label, href }) => (
          <Fragment key={href}>
            <Link href={href} className={classes["step"] ?? ""}>
              {label}
            </Link>
            <IconChevronRight size={14} className={classes["chevron"]} aria-hidden />
          </Fragment>
        ))}
        <h1 className={classes["title"]}>{title}</h1>
        {state}
      </div>
      <div className={classes["actions"]}>{children}</div>
    </header>
  );
}
