import type { Compatibility } from "#engine/core/mapping/reusable/compatibility.ts";
import { Notice } from "#components/ui/notice.tsx";
import classes from "./mappings.module.css";

interface NoteProps {
  readonly compatibility: Compatibility;
  /** The two versions that are compared: "@3", "@4" or "this version". */
  readonly from: string;
  readonly to: string;
}

/** Whether one version can take the place of another, and what breaks where it cannot. */
export function CompatibilityNote({ compatibility: { isBreaking, reasons }, from, to }: NoteProps) {
  if (!isBreaking)
    return (
      <Notice tone="info" title={`Compatible with ${from}`}>
        Flows can take {to} without a look at what they do with it.
      </Notice>
    );
  return (
    <Notice tone="warn" title={`Breaks what uses ${from}`}>
      <ul className={classes["reasons"]}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** The same in one word, for lists. */
export function CompatibilityBadge({ compatibility: { isBreaking, reasons } }: { readonly compatibility: Compatibility }) {
  return (
    <span className={classes["badge"]} data-tone={isBreaking ? "warn" : "good"} title={reasons.join(" ")}>
      {isBreaking ? "Breaking" : "Compatible"}
    </span>
  );
}
