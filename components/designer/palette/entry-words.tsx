import { NodeIcon } from "#components/ui/icons.tsx";
import classes from "./entry-words.module.css";
import type { PaletteEntry } from "./palette-entries.ts";

/**
 * One of several to choose from, a kind of node above all: its icon, its name and what it is for. What is around it says the
 * `data-category`.
 */
export const EntryWords = ({ entry }: { readonly entry: Pick<PaletteEntry, "icon" | "title" | "purpose"> }) => (
  <>
    <span className={classes["icon"]}>
      <NodeIcon name={entry.icon} size={15} />
    </span>
    <span className={classes["text"]}>
      <span className={classes["name"]}>{entry.title}</span>
      <span className={classes["purpose"]}>{entry.purpose}</span>
    </span>
  </>
);
