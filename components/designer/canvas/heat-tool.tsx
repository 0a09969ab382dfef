"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconFlame } from "@tabler/icons-react";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { heatChoices } from "#components/shared/heat/use-heat-marks.ts";
import { useSession, useSurface } from "../session/designer-session.ts";

const LABEL = "How the newest runs did";

/** Warms the canvas with the newest runs of the version that is live. A flow that was never published has none. */
export function HeatTool() {
  const { surface } = useSession();
  const chosen = useSurface((state) => state.heatRuns);
  const isPublished = useDraft((state) => state.liveVersion !== undefined);
  if (!isPublished) return null;
  return (
    <Menu position="top" shadow="md" width={180}>
      <Menu.Target>
        <ActionIcon
          variant={chosen === undefined ? "subtle" : "light"}
          color={chosen === undefined ? "gray" : "iris"}
          size={30}
          aria-label={LABEL}
          title={LABEL}
        >
          <IconFlame size={16} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {heatChoices.map(({ runs, label }) => (
          <Menu.Item
            key={label}
            aria-current={chosen === runs}
            rightSection={chosen === runs ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => surface.getState().set({ heatRuns: runs })}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
