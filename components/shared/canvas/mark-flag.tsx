"use client";

import type { CanvasMark } from "./canvas-mark.ts";
import classes from "./state-flag.module.css";
import type { Detail } from "./zoom-level.ts";

const ICON_SIZE: Readonly<Record<Exclude<Detail, "dot">, number>> = { full: 12, compact: 18, tile: 28 };

/** A mark as an icon and a word, on the upper edge of its box. */
export function MarkFlag({ mark: { icon: Glyph, word, tone }, detail }: { readonly mark: CanvasMark; readonly detail: Detail }) {
  if (detail === "dot") return null;
  return (
    <div className={classes["flag"]} data-detail={detail} data-tone={tone}>
      <Glyph size={ICON_SIZE[detail]} stroke={2.25} aria-hidden />
      {detail === "tile" ? null : word}
    </div>
  );
}
