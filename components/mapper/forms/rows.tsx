import { ActionIcon, Button } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";

/** Takes a row of a form away. */
export function RemoveRow({
  what,
  onClick,
  disabled = false,
}: {
  readonly what: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}) {
  return (
    <ActionIcon variant="subtle" color="gray" size={28} aria-label={`Remove ${what}`} onClick={onClick} disabled={disabled}>
      <IconX size={15} aria-hidden />
    </ActionIcon>
  );
}

export function AddRow({ children, onClick }: { readonly children: string; readonly onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" leftSection={<IconPlus size={13} aria-hidden />} onClick={onClick}>
      {children}
    </Button>
  );
}

export const without = <Item,>(items: readonly Item[], index: number): Item[] => items.filter((_, at) => at !== index);
