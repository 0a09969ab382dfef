"use client";

import { ActionIcon, Select, Tooltip } from "@mantine/core";
import { IconArrowsLeftRight } from "@tabler/icons-react";
import type { Comparison, ComparisonChange } from "./comparison.ts";
import classes from "./versions.module.css";
import type { Version } from "./versions-page.tsx";

interface ComparisonPickerProps {
  readonly versions: readonly Version[];
  readonly comparison: Comparison;
  readonly onChange: (change: ComparisonChange) => void;
}

/** Any two versions, in either direction. */
export function ComparisonPicker({ versions, comparison: { from, to }, onChange }: ComparisonPickerProps) {
  const data = versions.map(({ version, isLive }) => ({
    value: String(version),
    label: `Version ${version}${isLive ? " (live)" : ""}`,
  }));
  const choose = (side: "from" | "to") => (value: string | null) => onChange({ [side]: Number(value), change: undefined });
  return (
    <div className={classes["picker"]} role="group" aria-label="Versions to compare">
      <Select
        size="xs"
        w={140}
        allowDeselect={false}
        aria-label="Older version"
        data={data}
        value={String(from)}
        onChange={choose("from")}
      />
      <Tooltip label="Compare the other way around">
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label="Compare the other way around"
          onClick={() => onChange({ from: to, to: from, change: undefined })}
        >
          <IconArrowsLeftRight size={15} />
        </ActionIcon>
      </Tooltip>
      <Select
        size="xs"
        w={140}
        allowDeselect={false}
        aria-label="Newer version"
        data={data}
        value={String(to)}
        onChange={choose("to")}
      />
    </div>
  );
}
