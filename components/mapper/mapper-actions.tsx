"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconBookmark, IconDatabase, IconDots, IconSchema, IconWand } from "@tabler/icons-react";

export type MapperDialog = "autoMap" | "target" | "sample" | "save";

interface MapperActionsProps {
  readonly onOpen: (dialog: MapperDialog) => void;
  /** Needs something to aim at. */
  readonly canAutoMap: boolean;
}

const actions = [
  { dialog: "sample", label: "Sample data", icon: IconDatabase },
  { dialog: "target", label: "Target schema", icon: IconSchema },
  { dialog: "autoMap", label: "Auto-map", icon: IconWand },
  { dialog: "save", label: "Save as reusable mapping", icon: IconBookmark },
] as const;

/** What one does with a mapping as a whole; in a menu where the bar is narrow. */
export function MapperActions({ onOpen, canAutoMap }: MapperActionsProps) {
  const isOff = (dialog: MapperDialog): boolean => dialog === "autoMap" && !canAutoMap;
  return (
    <>
      {actions
        .filter(({ dialog }) => dialog !== "save")
        .map(({ dialog, label, icon: Glyph }) => (
          <Button
            key={dialog}
            visibleFrom="md"
            size="xs"
            variant="default"
            leftSection={<Glyph size={15} aria-hidden />}
            disabled={isOff(dialog)}
            title={isOff(dialog) ? "Choose a target schema first" : undefined}
            onClick={() => onOpen(dialog)}
          >
            {label}
          </Button>
        ))}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label="More actions">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map(({ dialog, label, icon: Glyph }) => (
            <Menu.Item
              key={dialog}
              {...(dialog === "save" ? {} : { hiddenFrom: "md" })}
              leftSection={<Glyph size={15} aria-hidden />}
              disabled={isOff(dialog)}
              onClick={() => onOpen(dialog)}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
