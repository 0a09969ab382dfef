"use client";

import { Button, Group, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import type { Approval } from "./approval.ts";
import { spellOut } from "./figures.ts";

interface EditDetailsProps {
  readonly approval: Approval;
  readonly isPending: boolean;
  readonly onApprove: (edited: JsonObject) => void;
  readonly onCancel: () => void;
}

type Simple = string | number | boolean;
const isSimple = (value: JsonValue | undefined): value is Simple => ["string", "number", "boolean"].includes(typeof value);

/** The details that may be changed here: plain values; what has a structure is changed in the flow. */
export function editableDetails({ details, rules, progress }: Approval): readonly (readonly [name: string, value: Simple])[] {
  if (!isJsonObject(details) || progress.needed > 1) return [];
  return (rules.editable ?? []).flatMap((name) => {
    const value = details[name];
    return isSimple(value) ? [[name, value] as const] : [];
  });
}

/** Change what is allowed to be changed and approve that: what was there before stays in the details. */
export function EditDetails({ approval, isPending, onApprove, onCancel }: EditDetailsProps) {
  const fields = editableDetails(approval);
  const [values, setValues] = useState<Readonly<Record<string, Simple>>>(() => Object.fromEntries(fields));
  const edited = Object.fromEntries(fields.flatMap(([name, before]) => (values[name] === before ? [] : [[name, values[name]]])));
  const isChanged = Object.keys(edited).length > 0;
  const change = (name: string) => (value: Simple) => setValues((all) => ({ ...all, [name]: value }));
  return (
    <Stack gap="sm" role="group" aria-label="Change details">
      {fields.map(([name, before]) => (
        <DetailField key={name} name={name} before={before} value={values[name] ?? before} onChange={change(name)} />
      ))}
      <Group justify="space-between">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button disabled={!isChanged} loading={isPending} onClick={() => onApprove(edited)}>
          Approve with changes
        </Button>
      </Group>
    </Stack>
  );
}

interface DetailFieldProps {
  readonly name: string;
  readonly before: Simple;
  readonly value: Simple;
  readonly onChange: (value: Simple) => void;
}

function DetailField({ name, before, value, onChange }: DetailFieldProps) {
  const label = spellOut(name);
  const description = value === before ? undefined : `Was ${String(before)}`;
  if (typeof before === "boolean")
    return (
      <Switch
        label={label}
        description={description}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (typeof before === "number")
    return (
      <NumberInput
        label={label}
        description={description}
        value={Number(value)}
        onChange={(next) => onChange(next === "" ? before : Number(next))}
      />
    );
  return (
    <TextInput
      label={label}
      description={description}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
