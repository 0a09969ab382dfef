"use client";

import { Chip, Group } from "@mantine/core";
import { isJsonArray } from "#engine/core/json.ts";
import { roles } from "#engine/core/role.ts";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";

/** The order is that of the roles, whatever the order of the clicks: the same choice is the same flow. */
export function RolesControl({ field, value, path }: ControlProps) {
  const { set, readOnly } = useForm();
  const chosen = isJsonArray(value) ? value.map(String) : [];
  const change = (next: readonly string[]): void => {
    const ordered = roles.filter((role) => next.includes(role));
    set(path, ordered.length === 0 && !field.required ? undefined : ordered);
  };
  return (
    <Chip.Group multiple value={chosen} onChange={change}>
      <Group gap={6} id={fieldId(path)} tabIndex={-1}>
        {roles.map((role) => (
          <Chip key={role} value={role} size="xs" disabled={readOnly}>
            {role.charAt(0).toUpperCase() + role.slice(1)}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
