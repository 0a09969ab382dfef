"use client";

import { SegmentedControl, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Path } from "#engine/core/edit/operation.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { FoldArrow } from "#components/ui/fold-arrow.tsx";
import { Field } from "./field.tsx";
import { shownFields } from "./field-value.ts";
import { useForm } from "./form-context.tsx";
import type { FieldModel } from "./form-model.ts";
import classes from "./form-fields.module.css";
import frame from "./field-frame.module.css";

interface FormFieldsProps {
  readonly fields: readonly FieldModel[];
  readonly values: JsonObject;
  /** Where the values lie: `["config"]`. */
  readonly path: Path;
}

/** The fields of a form in their order: those without a heading first, alternatives as one choice, then the folded parts. */
export function FormFields({ fields, values, path }: FormFieldsProps) {
  const shown = shownFields(fields, values);
  const open = shown.filter(({ form }) => form.group === undefined);
  const groups = Map.groupBy(
    shown.filter(({ form }) => form.group !== undefined),
    ({ form }) => form.group!,
  );
  return (
    <>
      <Plain fields={open} values={values} path={path} />
      {[...groups].map(([title, members]) => (
        <Folded key={title} title={title} fields={members} values={values} path={path} />
      ))}
    </>
  );
}

function Plain({ fields, values, path }: FormFieldsProps) {
  const seen = new Set<string>();
  return fields.map((field) => {
    const { either } = field.form;
    if (either === undefined)
      return <Field key={field.name} field={field} value={values[field.name]} path={[...path, field.name]} />;
    if (seen.has(either)) return null;
    seen.add(either);
    const members = fields.filter(({ form }) => form.either === either);
    return <Either key={either} title={either} fields={members} values={values} path={path} />;
  });
}

function Folded({ title, ...form }: FormFieldsProps & { readonly title: string }) {
  const { problemsAt } = useForm();
  const [isOpen, setOpen] = useState(false);
  const isNeeded = form.fields.some(
    ({ name }) => form.values[name] !== undefined || problemsAt([...form.path, name], true).length > 0,
  );
  const isShown = isOpen || isNeeded;
  return (
    <section className={classes["folded"]}>
      <h4 className={classes["foldTitle"]}>
        <UnstyledButton
          className={classes["fold"] ?? ""}
          aria-expanded={isShown}
          {...(isNeeded ? { "aria-disabled": true } : {})}
          onClick={() => setOpen(!isOpen)}
        >
          <FoldArrow isOpen={isShown} />
          {title}
        </UnstyledButton>
      </h4>
      {isShown ? <Plain {...form} /> : null}
    </section>
  );
}

/** Of fields that exclude each other, one is chosen and filled in; choosing another one takes the first away. */
function Either({ title, fields, values, path }: FormFieldsProps & { readonly title: string }) {
  const { set, readOnly } = useForm();
  const filled = fields.filter(({ name }) => values[name] !== undefined);
  const [wanted, setWanted] = useState(fields[0]!.name);
  const chosen = filled[0]?.name ?? wanted;
  const choose = (name: string): void => {
    setWanted(name);
    for (const other of filled) if (other.name !== name) set([...path, other.name], undefined);
  };
  const visible = filled.length > 1 ? filled : fields.filter(({ name }) => name === chosen);
  return (
    <>
      <div className={frame["field"]} role="group" aria-label={title}>
        <span className={frame["label"]}>{title}</span>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={title}
          readOnly={readOnly}
          value={chosen}
          onChange={choose}
          data={fields.map(({ name, form }) => ({ value: name, label: form.label }))}
        />
      </div>
      {visible.map((field) => (
        <Field key={field.name} field={field} value={values[field.name]} path={[...path, field.name]} />
      ))}
    </>
  );
}
