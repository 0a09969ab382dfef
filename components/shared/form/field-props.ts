import type { JsonObject } from "#engine/core/json.ts";
import type { Problem } from "#engine/core/problem.ts";
import { controlId, fieldProblem } from "./field-problem.ts";
import type { FormField } from "./form-field.ts";
import type { FormValue } from "./form-values.ts";

export interface FieldProps {
  readonly root: JsonObject;
  readonly field: FormField;
  /** Place of the field in the answer, as a JSON pointer. */
  readonly pointer: string;
  readonly depth: number;
  readonly value: FormValue;
  readonly problems: readonly Problem[];
  readonly onChange: (value: FormValue) => void;
}

/** What every control of Mantine takes: the name, what to know, whether it must be, and what is wrong. */
export function controlProps({ field: { label, help, required }, pointer, problems }: FieldProps) {
  const found = problems.filter(({ path }) => path === pointer || path.startsWith(`${pointer}/`)).map(fieldProblem);
  return {
    id: controlId(pointer),
    label,
    withAsterisk: required,
    "aria-required": required,
    ...(help === undefined ? {} : { description: help }),
    ...(found.length === 0 ? {} : { error: found.join(" ") }),
  };
}
