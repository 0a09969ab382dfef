"use client";

import { useState } from "react";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { GoBackDialog } from "#components/shared/go-back-dialog.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Comparison, ComparisonChange } from "./comparison.ts";
import classes from "./versions.module.css";
import type { Version } from "./versions-page.tsx";

interface VersionHistoryProps {
  readonly flowId: string;
  readonly versions: readonly Version[];
  readonly comparison: Comparison | undefined;
  readonly onChange: (change: ComparisonChange) => void;
}

/** Who published what and when, newest first; a version is compared with the one before it. */
export function VersionHistory({ flowId, versions, comparison, onChange }: VersionHistoryProps) {
  const mayGoBack = mayOperateRuns(useMembership().role);
  const [chosen, setChosen] = useState<number>();
  return (
    <nav className={classes["history"]} aria-label="History">
      <ol>
        {versions.map(({ version, deployedAt, deployedBy, isLive, note, returned, changes = [] }, index) => {
          const earlier = versions[index + 1]?.version;
          return (
            <li key={version}>
              <button
                type="button"
                className={classes["version"]}
                aria-current={comparison?.to === version || undefined}
                data-side={comparison?.from === version ? "from" : undefined}
                disabled={earlier === undefined}
                onClick={() => onChange({ from: earlier, to: version, change: undefined })}
              >
                <span className={classes["number"]}>
                  Version {version}
                  {isLive ? <span className={classes["live"]}>Live</span> : null}
                </span>
                <span className={classes["who"]}>
                  {deployedBy}, <RelativeTime at={deployedAt} />
                </span>
                <span className={classes["who"]}>
                  {note ?? (earlier === undefined ? "The first version" : editsText(changes.length))}
                </span>
                {returned === undefined ? null : (
                  <span className={classes["who"]}>
                    {returned.by} went back to it <RelativeTime at={returned.at} />: {returned.reason}
                  </span>
                )}
              </button>
              {isLive || !mayGoBack ? null : (
                <button type="button" className={classes["back"]} onClick={() => setChosen(version)}>
                  Go back to version {version}…
                </button>
              )}
            </li>
          );
        })}
      </ol>
      {chosen === undefined ? null : <GoBackDialog flowId={flowId} version={chosen} onClose={() => setChosen(undefined)} />}
    </nav>
  );
}

/** What was deployed from text has no edits to count. */
const editsText = (edits: number): string => (edits === 0 ? "" : `${edits} edit${edits === 1 ? "" : "s"}`);
