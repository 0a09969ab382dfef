"use client";

import { TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";
import { FieldFrame } from "../field-frame.tsx";

/** A name that other things hold on to, such as that of an output: it changes once, when it is complete. */
export function NameControl({ field, value, path }: ControlProps) {
  const { set, readOnly, problemsAt } = useForm();
  const [typed, setTyped] = useState<string>();
  const name = typeof value === "string" ? value : "";
  const commit = (): void => {
    if (typed !== undefined && typed !== name) set(path, typed === "" && !field.required ? undefined : typed);
    setTyped(undefined);
  };
  return (
    <FieldFrame field={field} path={path}>
      <TextInput
        id={fieldId(path)}
        autoComplete="off"
        readOnly={readOnly}
        error={problemsAt(path, true).length > 0}
        {...(field.form.placeholder === undefined ? {} : { placeholder: field.form.placeholder })}
        value={typed ?? name}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onBlur={commit}
        onKeyDown={({ key }) => {
          if (key === "Enter") commit();
          if (key === "Escape") setTyped(undefined);
        }}
      />
    </FieldFrame>
  );
}
