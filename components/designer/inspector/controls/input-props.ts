import { fieldId, helpId, type ControlProps, type FormContextValue } from "../form-context.tsx";

/** What every text-like control takes: whose it is, what is known of it, and whether something is wrong. */
export function inputProps(
  { field, path }: ControlProps,
  { readOnly, problemsAt }: Pick<FormContextValue, "readOnly" | "problemsAt">,
) {
  const { placeholder } = field.form;
  return {
    id: fieldId(path),
    "aria-describedby": helpId(path),
    "aria-required": field.required,
    "aria-invalid": problemsAt(path, true).length > 0,
    error: problemsAt(path, true).some(({ severity }) => severity === "error"),
    readOnly,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
}
