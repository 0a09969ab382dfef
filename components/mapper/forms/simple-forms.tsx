import { NumberInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import { isJsonObject, parseJson, type JsonValue } from "#engine/core/json.ts";
import { callText, constantText, fallbackText, spreadText, templateText } from "#engine/core/mapping/edit/write-value.ts";
import { functionCatalog, signatureOf } from "#components/shared/expression/function-catalog.ts";
import { JsonEditor } from "#components/shared/monaco/json-editor.tsx";
import type { FormProps } from "./form-props.ts";
import classes from "./forms.module.css";
import { PartInput } from "./part-input.tsx";
import { AddRow, RemoveRow, without } from "./rows.tsx";

export function ConstantForm({ form: { value }, wanted, rewrite }: FormProps<"constant">) {
  const [type] = wanted.types;
  const set = (next: JsonValue): void => rewrite(constantText(next));
  const choices = wanted.choices?.filter((choice) => typeof choice === "string");
  if (choices && choices.length > 0)
    return (
      <Select
        size="xs"
        label="Value"
        data={choices}
        value={typeof value === "string" ? value : null}
        onChange={(next) => (next === null ? undefined : set(next))}
        maw={320}
      />
    );
  if (typeof value === "boolean" || type === "boolean")
    return (
      <Select
        size="xs"
        label="Value"
        data={["true", "false"]}
        value={String(value)}
        onChange={(next) => set(next === "true")}
        maw={320}
      />
    );
  if (typeof value === "number")
    return (
      <NumberInput
        size="xs"
        label="Value"
        defaultValue={value}
        key={value}
        onBlur={({ currentTarget }) => set(Number(currentTarget.value.replace(/[^\d.eE+-]/g, "")))}
        maw={320}
      />
    );
  if (Array.isArray(value) || isJsonObject(value)) return <JsonConstant value={value} onChange={set} />;
  return <WordsInput label="Value" value={value === null ? "" : String(value)} onChange={set} />;
}

/** Applied whenever it is JSON; what is half written stays in the editor alone. */
function JsonConstant({ value, onChange }: { readonly value: JsonValue; readonly onChange: (value: JsonValue) => void }) {
  const [draft, setDraft] = useState(() => JSON.stringify(value, null, 2));
  const change = (text: string): void => {
    setDraft(text);
    const next = parsed(text);
    if (next !== undefined && !jsonEqual(next, value)) onChange(next);
  };
  return (
    <div className={classes["json"]}>
      <JsonEditor value={draft} label="Value as JSON" height={130} onChange={change} />
    </div>
  );
}

function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Text as it is written, applied when it is left. */
export function WordsInput({
  label,
  value,
  onChange,
  hideLabel = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hideLabel?: boolean;
}) {
  const [draft, setDraft] = useState<string>();
  const apply = (): void => {
    if (draft !== undefined && draft !== value) onChange(draft);
    setDraft(undefined);
  };
  return (
    <TextInput
      size="xs"
      {...(hideLabel ? { "aria-label": label } : { label })}
      value={draft ?? value}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      onBlur={apply}
      onKeyDown={({ key }) => (key === "Enter" ? apply() : undefined)}
    />
  );
}

export function TemplateForm({ form: { parts }, slice, replace, rewrite }: FormProps<"template">) {
  const texts = parts.map((part) => (part.type === "text" ? { text: part.text } : { value: slice(part.range) }));
  return (
    <div className={classes["form"]}>
      {parts.map((part, index) => (
        <div key={index} className={classes["row"]} data-columns="typed">
          <span className={classes["between"]}>{part.type === "text" ? "words" : "value of"}</span>
          {part.type === "text" ? (
            <WordsInput
              hideLabel
              label={`Words ${index + 1}`}
              value={part.text}
              onChange={(text) => replace(part.range, constantText(text))}
            />
          ) : (
            <PartInput
              hideLabel
              label={`Value ${index + 1}`}
              value={slice(part.range)}
              onChange={(text) => replace(part.range, text)}
            />
          )}
          <RemoveRow
            what={`part ${index + 1}`}
            disabled={parts.length < 3}
            onClick={() => rewrite(templateText(without(texts, index)))}
          />
        </div>
      ))}
      <div className={classes["actions"]}>
        <AddRow onClick={() => rewrite(templateText([...texts, { text: " " }]))}>Add words</AddRow>
        <AddRow onClick={() => rewrite(templateText([...texts, { value: '""' }]))}>Add value</AddRow>
      </div>
    </div>
  );
}

const functionNames = functionCatalog.map(({ name }) => name);

export function FunctionForm({ form: { name, arguments: given }, slice, replace, rewrite }: FormProps<"function">) {
  const entry = functionCatalog.find((each) => each.name === `$${name}`);
  const texts = given.map(slice);
  const parameter = (index: number): string => entry?.parameters[index] ?? `argument ${index + 1}`;
  return (
    <div className={classes["form"]}>
      <Select
        size="xs"
        label="Function"
        searchable
        data={functionNames.includes(`$${name}`) ? functionNames : [`$${name}`, ...functionNames]}
        value={`$${name}`}
        description={entry ? `${signatureOf(entry)}. ${entry.purpose}` : undefined}
        onChange={(next) => (next === null ? undefined : rewrite(callText(next.slice(1), texts)))}
        allowDeselect={false}
      />
      {given.map((range, index) => (
        <div key={index} className={classes["row"]} data-columns="2">
          <PartInput label={parameter(index)} value={slice(range)} onChange={(text) => replace(range, text)} />
          <RemoveRow what={parameter(index)} onClick={() => rewrite(callText(name, without(texts, index)))} />
        </div>
      ))}
      <div className={classes["actions"]}>
        <AddRow onClick={() => rewrite(callText(name, [...texts, '""']))}>{`Add ${parameter(given.length)}`}</AddRow>
      </div>
    </div>
  );
}

export function FallbackForm({ form: { value, otherwise, operator }, slice, replace, rewrite }: FormProps<"fallback">) {
  return (
    <div className={classes["form"]}>
      <PartInput label="Value" value={slice(value)} onChange={(text) => replace(value, text)} />
      <Select
        size="xs"
        label="Use the default"
        data={[
          { value: "??", label: "where the value is missing" },
          { value: "?:", label: "where the value is missing, empty, 0 or no" },
        ]}
        value={operator}
        allowDeselect={false}
        onChange={(next) => rewrite(fallbackText(slice(value), next === "?:" ? "?:" : "??", slice(otherwise)))}
      />
      <PartInput label="Default" value={slice(otherwise)} onChange={(text) => replace(otherwise, text)} />
    </div>
  );
}

export function SpreadForm({ form: { parts }, slice, replace, rewrite }: FormProps<"spread">) {
  const texts = parts.map(slice);
  return (
    <div className={classes["form"]}>
      <p className={classes["note"]}>Fields of all these objects together; of fields with the same name, the last one counts.</p>
      {parts.map((part, index) => (
        <div key={index} className={classes["row"]} data-columns="2">
          <PartInput hideLabel label={`Object ${index + 1}`} value={texts[index]!} onChange={(text) => replace(part, text)} />
          <RemoveRow what={`object ${index + 1}`} onClick={() => rewrite(spreadText(without(texts, index)))} />
        </div>
      ))}
      <div className={classes["actions"]}>
        <AddRow onClick={() => rewrite(spreadText([...texts, "{}"]))}>Add object</AddRow>
      </div>
    </div>
  );
}
