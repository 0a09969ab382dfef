"use client";

import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { Button } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { shownFields } from "../field-value.ts";
import { focusLater } from "../focus-field.ts";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";
import classes from "./group-control.module.css";
import inspector from "../inspector.module.css";

/** Fields that belong together. One that may be left out is added and removed as a whole. */
export function GroupControl({ field, value, path }: ControlProps) {
  const { set, readOnly } = useForm();
  if (value === undefined && !field.required) {
    if (readOnly) return <p className={inspector["quiet"]}>Not set</p>;
    return (
      <Button
        id={fieldId(path)}
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        className={inspector["add"] ?? ""}
        onClick={() => {
          set(path, startOf(field));
          focusLater(fieldId([...path, field.members[0]?.name ?? ""]));
        }}
      >
        Set {field.form.label.toLowerCase()}
      </Button>
    );
  }
  return (
    <div className={classes["group"]} id={fieldId(path)} tabIndex={-1}>
      <GroupMembers field={field} value={value} path={path} />
      {field.required || readOnly ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={13} />}
          className={inspector["add"] ?? ""}
          onClick={() => {
            set(path, undefined);
            focusLater(fieldId(path));
          }}
        >
          Remove {field.form.label.toLowerCase()}
        </Button>
      )}
    </div>
  );
}

export function GroupMembers({ field, value, path }: ControlProps) {
  const { renderField } = useForm();
  const values = isJsonObject(value) ? value : {};
  return shownFields(field.members, values).map((member) =>
    renderField({ field: member, value: values[member.name], path: [...path, member.name] }),
  );
}

/** What is needed at least, with values to begin from where there are plain ones. */
export function startOf({ members }: ControlProps["field"]): JsonObject {
  return Object.fromEntries(
    members.filter(({ required }) => required).map((member) => [member.name, firstValue(member)] as const),
  );
}

function firstValue(field: ControlProps["field"]): JsonValue {
  const { widget, number, options } = field;
  if (widget === "number") return Math.min(number?.max ?? 3, Math.max(number?.min ?? 1, 3));
  if (widget === "duration") return "PT1M";
  if (widget === "select") return options[0]?.value ?? "";
  if (widget === "group") return startOf(field);
  return widget === "list" || widget === "roles" ? [] : "";
}
