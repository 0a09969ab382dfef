import classes from "./incidents.module.css";
import { incidentKinds, type IncidentKind } from "./incident-kinds.ts";

export function IncidentBadge({ kind }: { readonly kind: IncidentKind }) {
  const { icon: Glyph, word, tone } = incidentKinds[kind];
  return (
    <span className={classes["badge"]} data-tone={tone}>
      <Glyph size={14} stroke={2} aria-hidden />
      {word}
    </span>
  );
}
