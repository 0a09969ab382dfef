"use client";

import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Comparison, ComparisonChange } from "./comparison.ts";
import classes from "./versions.module.css";
import type { Version } from "./versions-page.tsx";

interface VersionHistoryProps {
  readonly versions: readonly Version[];
  readonly comparison: Comparison | undefined;
  readonly onChange: (change: ComparisonChange) => void;
}

/** Who published what and when, newest first; a version is compared with the one before it. */
export function VersionHistory({ versions, comparison, onChange }: VersionHistoryProps) {
  return (
    <nav className={classes["history"]} aria-label="History">
      <ol>
        {versions.map(({ version, deployedAt, deployedBy, isLive, note, changes = [] }, index) => {
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
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** What was deployed from text has no edits to count. */
const editsText = (edits: number): string => (edits === 0 ? "" : `${edits} edit${edits === 1 ? "" : "s"}`);
