"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { Path } from "#engine/core/edit/operation.ts";
import type { Problem } from "#engine/core/problem.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import type { FieldModel } from "./form-model.ts";
import type { FieldValue } from "./field-value.ts";

/** What the controls of a form share: whose fields they are, how they are changed, and what expressions see. */
export interface FormContextValue {
  readonly readOnly: boolean;
  /** Sets a field, or takes it out. Typing in one field is one step of undo. */
  readonly set: (path: Path, value: FieldValue) => void;
  /** Of a field or of what is around it. */
  readonly valueAt: (path: Path) => FieldValue;
  /** What is wrong at a field; with `inside`, also at what lies in it. */
  readonly problemsAt: (path: Path, inside: boolean) => readonly Problem[];
  /** Absent while it is being worked out. */
  readonly data: ExpressionData | undefined;
  /** Nodes of the flow that can be named in a field. */
  readonly nodes: readonly { readonly id: string; readonly name: string }[];
  /** Draws a field inside of another one: what holds fields does not know their controls. */
  readonly renderField: (props: ControlProps) => ReactNode;
  /** Names of the flow's schemas. */
  readonly schemaNames: readonly string[];
}

const FormContext = createContext<FormContextValue | undefined>(undefined);
export const FormProvider = FormContext.Provider;

export function useForm(): FormContextValue {
  const form = useContext(FormContext);
  if (!form) throw new Error("Controls belong inside a form of the inspector.");
  return form;
}

export interface ControlProps {
  readonly field: FieldModel;
  readonly value: FieldValue;
  /** From the node, the edge or the flow down to the field: `["config", "url"]`. */
  readonly path: Path;
}

/** Of the element that is focused when a problem leads to the field. */
export const fieldId = (path: Path): string => `field-${path.join("/")}`;
export const helpId = (path: Path): string => `${fieldId(path)}-help`;
