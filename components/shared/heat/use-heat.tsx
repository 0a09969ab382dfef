"use client";

import { Select } from "@mantine/core";
import { IconFlame } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import type { CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import { heatChoices, useHeatMarks } from "./use-heat-marks.ts";

/** How the newest runs of a version did, as marks for its canvas, and the control that chooses how many of them. */
export function useHeat(
  flowId: string,
  version: number,
): { readonly marks: CanvasMarks | undefined; readonly control: ReactNode } {
  const [chosen, choose] = useState(heatChoices[0]!.label);
  const runs = heatChoices.find(({ label }) => label === chosen)?.runs;
  return {
    marks: useHeatMarks(flowId, version, runs),
    control: (
      <Select
        size="xs"
        w={152}
        allowDeselect={false}
        aria-label="How the newest runs did"
        leftSection={<IconFlame size={14} stroke={1.75} />}
        data={heatChoices.map(({ label }) => label)}
        value={chosen}
        onChange={(value) => choose(value ?? heatChoices[0]!.label)}
      />
    ),
  };
}
