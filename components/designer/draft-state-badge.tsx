"use client";

import { IconAlertTriangle, IconCloudOff, IconLoader2 } from "@tabler/icons-react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import classes from "./designer-page.module.css";

/** Which version is live, whether the draft differs from it, and whether everything is saved. */
export function DraftStateBadge() {
  const saving = useDraft((state) => state.saving);
  const isDirty = useDraft((state) => state.isDirty);
  const version = useDraft((state) => state.liveVersion);
  const live = version === undefined ? "Not published" : `v${version}`;
  if (saving === "offline")
    return (
      <span
        className={classes["state"]}
        data-tone="warn"
        title="The server cannot be reached. Changes stay in this window and are saved as soon as it answers."
      >
        <IconCloudOff size={13} aria-hidden /> Not saved yet
      </span>
    );
  if (saving === "conflict")
    return (
      <span className={classes["state"]} data-tone="warn">
        <IconAlertTriangle size={13} aria-hidden /> Conflict
      </span>
    );
  return (
    <>
      <span className={classes["state"]}>{live}</span>
      {isDirty || saving === "saving" ? (
        <span className={classes["state"]} data-tone="accent">
          {saving === "saving" ? <IconLoader2 size={13} aria-hidden /> : null}
          {saving === "saving" ? "Saving" : "Draft saved"}
        </span>
      ) : null}
    </>
  );
}
