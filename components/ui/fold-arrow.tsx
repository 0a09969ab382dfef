import { IconChevronRight } from "@tabler/icons-react";
import classes from "./fold-arrow.module.css";

/** Stands before what folds: it points down once that is open. The control around it says so in words. */
export const FoldArrow = ({ isOpen, size = 14 }: { readonly isOpen: boolean; readonly size?: number }) => (
  <IconChevronRight size={size} className={classes["arrow"]} data-open={isOpen || undefined} aria-hidden />
);
