"use client";

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFlame } from "@tabler/icons-react";
import { useMemo, useState, type ReactNode } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import type { CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import { heatMarks } from "./heat-marks.ts";

const REFRESH_MS = 15_000;
const OFF = "off";
const CHOICES = [
  { value: OFF, label: "No heat" },
  ...[20, 100, 500].map((runs) => ({ value: String(runs), label: `Heat of ${runs} runs` })),
];

/** How the newest runs of a version did, as marks for its canvas, and the control that chooses how many of them. */
export function useHeat(
  flowId: string,
  version: number,
): { readonly marks: CanvasMarks | undefined; readonly control: ReactNode } {
  const api = useApi();
  const [chosen, choose] = useState(OFF);
  const runs = chosen === OFF ? 1 : Number(chosen);
  const heat = useQuery(
    api.flows.heat.queryOptions({ flowId, version, runs }, { enabled: chosen !== OFF, refetchInterval: REFRESH_MS }),
  );
  const marks = useMemo(() => (heat.data && chosen !== OFF ? heatMarks(heat.data) : undefined), [chosen, heat.data]);
  return {
    marks,
    control: (
      <Select
        size="xs"
        w={152}
        allowDeselect={false}
        aria-label="How the newest runs did"
        leftSection={<IconFlame size={14} stroke={1.75} />}
        data={CHOICES}
        value={chosen}
        onChange={(value) => choose(value ?? OFF)}
      />
    ),
  };
}
