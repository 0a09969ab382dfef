"use client";

import { ActionIcon, Button, Checkbox, NativeSelect, SegmentedControl } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { isJsonObject, type JsonObject } from "#engine/core/json.ts";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";
import classes from "./schema-control.module.css";
import inspector from "../inspector.module.css";
import { JsonControl } from "./json-control.tsx";
import { NameInput } from "./name-input.tsx";
import {
  addProperty,
  hasProperties,
  innerSchema,
  PROPERTY_TYPES,
  propertiesOf,
  referenceName,
  removeProperty,
  renameProperty,
  setInner,
  setRequired,
  setType,
  type Property,
  type PropertyType,
} from "./schema-properties.ts";

const EMPTY: JsonObject = { type: "object", properties: {} };

/** A contract: one of the flow's named schemas, a list of properties, or JSON Schema as it is written. */
export function SchemaControl(props: ControlProps) {
  const { field, value, path } = props;
  const { set, readOnly, schemaNames } = useForm();
  const schema = isJsonObject(value) ? value : undefined;
  const named = schema && referenceName(schema);
  const isPlain = schema !== undefined && Object.keys(schema).length > 0 && hasProperties(schema);
  const [isRaw, setRaw] = useState(schema !== undefined && named === undefined && !isPlain && Object.keys(schema).length > 0);
  const choose = (choice: string): void => {
    if (choice === "none") set(path, undefined);
    else set(path, choice === "own" ? EMPTY : { $ref: `#/schemas/${choice.slice(4)}` });
  };
  const choices = [
    ...(field.required ? [] : [{ value: "none", label: "None: anything goes" }]),
    { value: "own", label: "Described here" },
    ...schemaNames.map((name) => ({ value: `ref:${name}`, label: `Schema ${name}` })),
  ];
  const isReference = named !== undefined && Object.keys(schema!).length === 1;
  return (
    <div className={inspector["stack"]}>
      {field.name === "*" ? null : (
        <NativeSelect
          id={fieldId(path)}
          aria-label={`${field.form.label}: which schema`}
          disabled={readOnly}
          data={choices}
          value={schema === undefined ? "none" : isReference ? `ref:${named}` : "own"}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        />
      )}
      {schema === undefined || isReference ? null : (
        <>
          <SegmentedControl
            size="xs"
            className={inspector["add"] ?? ""}
            aria-label={`${field.form.label}: shown as`}
            value={isRaw || !isPlain ? "raw" : "list"}
            onChange={(next) => setRaw(next === "raw")}
            data={[
              { value: "list", label: "Properties", disabled: !isPlain },
              { value: "raw", label: "JSON Schema" },
            ]}
          />
          {isRaw || !isPlain ? (
            <JsonControl {...props} field={{ ...field, form: { ...field.form, label: `${field.form.label} as JSON Schema` } }} />
          ) : (
            <Properties schema={schema} depth={0} label={field.form.label} onChange={(next) => set(path, next)} />
          )}
        </>
      )}
    </div>
  );
}

interface PropertiesProps {
  readonly schema: JsonObject;
  readonly depth: number;
  readonly label: string;
  readonly onChange: (schema: JsonObject) => void;
}

function Properties({ schema, depth, label, onChange }: PropertiesProps) {
  const { readOnly } = useForm();
  const properties = propertiesOf(schema);
  return (
    <div className={classes["properties"]} data-depth={depth} role="group" aria-label={`Properties of ${label}`}>
      {properties.map((property, index) => (
        // By its place: a property that is renamed keeps its controls, and with them the focus.
        <PropertyRow key={index} property={property} schema={schema} depth={depth} onChange={onChange} />
      ))}
      {properties.length === 0 ? <p className={inspector["quiet"]}>No properties yet.</p> : null}
      {readOnly ? null : (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          className={inspector["add"] ?? ""}
          aria-label={`Add property to ${label}`}
          onClick={() => onChange(addProperty(schema).schema)}
        >
          Add property
        </Button>
      )}
    </div>
  );
}

interface PropertyRowProps extends Omit<PropertiesProps, "label"> {
  readonly property: Property;
}

function PropertyRow({ property, schema, depth, onChange }: PropertyRowProps) {
  const { readOnly, schemaNames } = useForm();
  const { name, type, isList, required } = property;
  const types = [
    ...PROPERTY_TYPES,
    ...schemaNames.map((each) => ({ value: `ref:${each}`, label: each })),
    ...(type === "other" ? [{ value: "other", label: "Other (see JSON Schema)" }] : []),
  ];
  const inner = innerSchema(property);
  return (
    <>
      <div className={classes["property"]}>
        <NameInput
          size="xs"
          aria-label={`Name of property ${name}`}
          readOnly={readOnly}
          classNames={{ input: inspector["code"] ?? "" }}
          value={name}
          onRename={(to) => renamed(renameProperty(schema, name, to), onChange)}
        />
        <NativeSelect
          size="xs"
          aria-label={`Type of ${name}`}
          disabled={readOnly || type === "other"}
          data={types}
          value={type}
          onChange={({ currentTarget }) => onChange(setType(schema, name, currentTarget.value as PropertyType, isList))}
        />
        <Checkbox
          size="xs"
          label="List"
          aria-label={`${name} is a list`}
          disabled={readOnly || type === "other"}
          checked={isList}
          onChange={({ currentTarget }) => onChange(setType(schema, name, type, currentTarget.checked))}
        />
        <Checkbox
          size="xs"
          label="Required"
          aria-label={`${name} is required`}
          disabled={readOnly}
          checked={required}
          onChange={({ currentTarget }) => onChange(setRequired(schema, name, currentTarget.checked))}
        />
        {readOnly ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={`Remove ${name}`}
            onClick={() => onChange(removeProperty(schema, name))}
          >
            <IconX size={14} />
          </ActionIcon>
        )}
      </div>
      {type === "object" && depth < 5 ? (
        <Properties
          schema={inner}
          depth={depth + 1}
          label={name}
          onChange={(next) => onChange(setInner(schema, property, next))}
        />
      ) : null}
    </>
  );
}

function renamed(schema: JsonObject | undefined, onChange: (schema: JsonObject) => void): void {
  if (schema !== undefined) onChange(schema);
}
