import { Link } from "#components/ui/link.tsx";
import classes from "./flow-tabs.module.css";

const TABS = [
  { id: "flows", label: "Flows", href: "/flows" },
  { id: "mappings", label: "Mappings", href: "/mappings" },
] as const;

/** Flows, and the mappings that they share. */
export function FlowTabs({ current }: { readonly current: (typeof TABS)[number]["id"] }) {
  return (
    <nav className={classes["tabs"]} aria-label="Flows and mappings">
      {TABS.map(({ id, label, href }) => (
        <Link key={id} href={href} className={classes["tab"] ?? ""} aria-current={id === current ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
