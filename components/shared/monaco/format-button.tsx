"use client";

import { Button, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlignLeft } from "@tabler/icons-react";

interface FormatButtonProps {
  readonly source: string;
  readonly onFormat: (source: string) => void;
}

/** Lays out an expression; the same as Shift Alt F in its editor. Never done unasked: the text belongs to who wrote it. */
export function FormatButton({ source, onFormat }: FormatButtonProps) {
  const format = async (): Promise<void> => {
    const { laidOutText } = await import("./laid-out-text.ts");
    const text = laidOutText(source);
    if (text === undefined)
      notifications.show({
        color: "yellow",
        title: "Not formatted",
        message: "The text is no expression at the moment. Mend what is underlined, then format it.",
      });
    else if (text !== source) onFormat(text);
  };
  return (
    <Tooltip label="Shift+Alt+F in the text">
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        leftSection={<IconAlignLeft size={14} aria-hidden />}
        onClick={() => void format()}
      >
        Format
      </Button>
    </Tooltip>
  );
}
