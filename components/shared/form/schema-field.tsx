"use client";

import { isJsonObject, type JsonObject } from "#engine/core/json.ts";
import { toPointer } from "#engine/core/pointer.ts";
import { ChoiceField, ChoicesField, YesNoField } from "./choice-fields.tsx";
import { controlId, fieldProblem } from "./field-problem.ts";
import type { FieldProps } from "./field-props.ts";
import { readField } from "./form-field.ts";
import type { FormValue } from "./form-values.ts";
import { JsonField } from "./json-field.tsx";
import { ListField } from "./list-field.tsx";
import classes from "./schema-form.module.css";
import { MultilineField, NumberField, TextField } from "./text-fields.tsx";

/** One field of a form with the control of its type; groups and lists hold fields of their own. */
export function SchemaField(props: FieldProps) {
  const { widget } = props.field;
  switch (widget.type) {
    case "text":
      return <TextField {...props} input={widget.input} />;
    case "multiline":
      return <MultilineField {...props} />;
    case "number":
      return <NumberField {...props} whole={widget.whole} />;
    case "yesNo":
      return <YesNoField {...props} />;
    case "choice":
      return <ChoiceField {...props} options={widget.options} />;
    case "choices":
      return <ChoicesField {...props} options={widget.options} />;
    case "list":
      return <ListField {...props} item={widget.item} renderField={(item) => <SchemaField {...item} />} />;
    case "group":
      return <GroupField {...props} />;
    case "json":
      return <JsonField {...props} />;
  }
}

/** A group that is not the whole form has a frame and a name. */
function GroupField(props: FieldProps) {
  const { field, pointer, problems } = props;
  if (pointer === "") return <Members {...props} />;
  const found = problems.filter(({ path }) => path === pointer).map(fieldProblem);
  return (
    <fieldset className={classes["group"]} id={controlId(pointer)} tabIndex={-1}>
      <legend>{field.label}</legend>
      {field.help === undefined ? null : <p className={classes["help"]}>{field.help}</p>}
      {found.length === 0 ? null : <p className={classes["problem"]}>{found.join(" ")}</p>}
      <Members {...props} />
    </fieldset>
  );
}

function Members({ root, field: { widget }, pointer, depth, value, problems, onChange }: FieldProps) {
  if (widget.type !== "group") return null;
  const known = isJsonObject(value) ? value : {};
  return widget.members.map(({ name, schema, required }) => (
    <SchemaField
      key={name}
      root={root}
      field={readField(root, schema, { name, required, depth: depth + 1 })}
      pointer={`${pointer}${toPointer([name])}`}
      depth={depth + 1}
      value={known[name]}
      problems={problems}
      onChange={(next) => onChange(withMember(known, name, next))}
    />
  ));
}

function withMember(known: JsonObject, name: string, value: FormValue): JsonObject {
  const { [name]: _before, ...rest } = known;
  return value === undefined ? rest : { ...rest, [name]: value };
}
