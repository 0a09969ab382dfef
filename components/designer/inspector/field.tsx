"use client";

import { useState } from "react";
import { isExpression, fits } from "./field-value.ts";
import { FieldFrame, type ExpressionToggle } from "./field-frame.tsx";
import { useForm, type ControlProps } from "./form-context.tsx";
import { controls, GROUPED } from "./controls/controls.tsx";
import { ExpressionControl } from "./expression/expression-control.tsx";
import { JsonControl } from "./controls/json-control.tsx";

/**
 * One field: the control of its widget, or an expression in its place. A value that the control cannot show, because it was
 * written by hand in a form of its own, is shown as JSON: nothing of a flow is out of reach here.
 */
export function Field({ field, value, path }: ControlProps) {
  const { set } = useForm();
  const asExpression = isExpression(field, value);
  const [beganFixed] = useState(!asExpression);
  const toggle = field.expression === "template" ? toggleOf(asExpression, value, (next) => set(path, next)) : undefined;
  if (asExpression) {
    return (
      <FieldFrame field={field} path={path} toggle={toggle}>
        <ExpressionControl field={field} value={value} path={path} autoFocus={beganFixed} />
      </FieldFrame>
    );
  }
  const Control = fits(field, value) ? controls[field.widget] : JsonControl;
  const isGroup = Control !== JsonControl && GROUPED.has(field.widget);
  return (
    <FieldFrame field={field} path={path} toggle={toggle} isGroup={isGroup} showsInside={!isGroup}>
      <Control field={field} value={value} path={path} />
    </FieldFrame>
  );
}

/** A fixed value becomes the expression that gives it; an expression that is a fixed value becomes that again. */
function toggleOf(isOn: boolean, value: ControlProps["value"], change: (next: ControlProps["value"]) => void): ExpressionToggle {
  return {
    isOn,
    onToggle: () => change(isOn ? constantOf(String(value).slice(1)) : `=${value === undefined ? "" : JSON.stringify(value)}`),
  };
}

function constantOf(source: string): ControlProps["value"] {
  try {
    return JSON.parse(source) as ControlProps["value"];
  } catch {
    return undefined;
  }
}
