"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconEqual } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Path } from "#engine/core/edit/operation.ts";
import { FieldComment } from "../comments/field-comment.tsx";
import { fieldMessage } from "./field-message.ts";
import { fieldId, helpId, useForm } from "./form-context.tsx";
import type { FieldModel } from "./form-model.ts";
import classes from "./field-frame.module.css";

interface FieldFrameProps {
  readonly field: FieldModel;
  readonly path: Path;
  /** A label without a single control to belong to, above several. */
  readonly isGroup?: boolean;
  /** Problems of what lies inside are shown here, because it has no fields of its own. */
  readonly showsInside?: boolean;
  readonly toggle?: ExpressionToggle | undefined;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export interface ExpressionToggle {
  readonly isOn: boolean;
  readonly onToggle: () => void;
}

/** Label, help and problems around the control of a field. */
export function FieldFrame({ field, path, isGroup = false, showsInside = true, toggle, aside, children }: FieldFrameProps) {
  const { problemsAt, readOnly } = useForm();
  const { label, help } = field.form;
  const problems = problemsAt(path, showsInside);
  const name = (
    <>
      {label}
      {field.required ? <span className={classes["required"]}> *</span> : null}
    </>
  );
  return (
    <div
      className={classes["field"]}
      data-invalid={problems.length > 0 || undefined}
      {...(isGroup ? { role: "group", "aria-labelledby": `${fieldId(path)}-label` } : {})}
    >
      <div className={classes["labelRow"]}>
        {isGroup ? (
          <span id={`${fieldId(path)}-label`} className={classes["label"]}>
            {name}
          </span>
        ) : (
          <label id={`${fieldId(path)}-label`} htmlFor={fieldId(path)} className={classes["label"]}>
            {name}
          </label>
        )}
        {aside}
        <FieldComment path={path} labelId={`${fieldId(path)}-label`} />
        {toggle && !readOnly ? <ToggleButton label={label} {...toggle} /> : null}
      </div>
      {children}
      <div id={helpId(path)}>
        {problems.map((problem) => (
          <p key={`${problem.code} ${problem.message}`} className={classes["problem"]} data-severity={problem.severity}>
            {fieldMessage(problem)}
          </p>
        ))}
        {help === undefined ? null : <p className={classes["help"]}>{help}</p>}
      </div>
    </div>
  );
}

function ToggleButton({ label, isOn, onToggle }: ExpressionToggle & { readonly label: string }) {
  const said = isOn ? "Use a fixed value" : "Use an expression";
  return (
    <Tooltip label={said}>
      <ActionIcon
        size={24}
        variant={isOn ? "light" : "subtle"}
        color={isOn ? "iris" : "gray"}
        aria-pressed={isOn}
        aria-label={`Expression: ${label}`}
        onClick={onToggle}
      >
        <IconEqual size={15} />
      </ActionIcon>
    </Tooltip>
  );
}
