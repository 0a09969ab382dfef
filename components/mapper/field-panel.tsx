"use client";

import { Button, Select } from "@mantine/core";
import { useMemo, type DragEvent } from "react";
import { CodeView } from "#components/shared/monaco/code-view.tsx";
import { describeType } from "#components/shared/expression/scope-fields.ts";
import type { TextRange } from "#engine/core/expression/syntax/syntax-node.ts";
import type { FieldForm, TargetField } from "#engine/core/mapping/model/mapping-model.ts";
import { pathText } from "#engine/core/mapping/edit/path-text.ts";
import { ROOT_CONTEXT } from "#engine/core/mapping/model/source-context.ts";
import { chooseKind } from "./field-menu.tsx";
import { choosableKinds, kindNames, type FieldKind } from "./field-kinds.ts";
import classes from "./field-panel.module.css";
import { ConditionForm, LookupForm, SwitchForm } from "./forms/choice-forms.tsx";
import { FormContextProvider, type FormContextValue } from "./forms/form-context.ts";
import type { FormProps } from "./forms/form-props.ts";
import { GroupForm, JoinForm, SelectionForm } from "./forms/list-forms.tsx";
import { PartInput } from "./forms/part-input.tsx";
import { ConstantForm, FallbackForm, FunctionForm, SpreadForm, TemplateForm, WordsInput } from "./forms/simple-forms.tsx";
import { AddVariable, VariablesForm } from "./forms/variables-form.tsx";
import { pickableFields } from "./pick-field.tsx";
import { readField } from "./dragged-field.ts";
import type { TargetRow } from "./target-rows.ts";
import { namesOf } from "./tree-rows.ts";
import type { Mapper } from "./use-mapper.ts";
import type { FieldValue } from "./values/mapping-values.ts";

interface FieldPanelProps {
  readonly mapper: Mapper;
  readonly row: TargetRow | undefined;
  readonly value: FieldValue | undefined;
  readonly canEdit: boolean;
  readonly onText: () => void;
}

/** The selected target field as a small form: what kind of value, and its parts. */
export function FieldPanel({ mapper, row, value, canEdit, onText }: FieldPanelProps) {
  const [field] = row?.made ?? [];
  const context = useFormContextValue(mapper, field, canEdit);
  if (!row) return <p className={classes["empty"]}>Select a target field to see and change how it is made.</p>;
  const names = namesOf(row.path).join(".");
  return (
    <FormContextProvider value={context}>
      <div className={classes["panel"]} key={row.key}>
        <div className={classes["about"]}>
          <Name mapper={mapper} row={row} field={field} canEdit={canEdit} title={names === "" ? "Output" : names} />
          <p className={classes["facts"]}>
            {describeType(row.field)}
            {row.field.isRequired && row.depth > 0 ? " · required" : ""}
            {field?.loops.length
              ? ` · for each of ${field.loops.map(({ names: list }) => list?.join(".") ?? "a computed list").join(", ")}`
              : ""}
          </p>
          {row.field.description === undefined ? null : <p className={classes["facts"]}>{row.field.description}</p>}
          <Select
            size="xs"
            label="Kind of value"
            data={kindsFor(field?.form.kind)}
            value={field?.form.kind ?? null}
            placeholder="Not mapped"
            allowDeselect={false}
            disabled={!canEdit}
            onChange={(kind) => (kind === null ? undefined : chooseKind(mapper, row, kind as FieldKind))}
          />
          <Value value={value} />
        </div>
        <div className={classes["form"]}>
          {field ? (
            <KindForm field={field} mapper={mapper} row={row} onText={onText} />
          ) : (
            <PartInput
              label="Value"
              value=""
              onChange={(text) =>
                mapper.edit(
                  { type: "set", target: { path: row.path, isList: row.field.arrayDepth > 0 }, value: text },
                  `Set ${row.label}`,
                )
              }
            />
          )}
          {row.depth === 0 && canEdit ? (
            <AddVariable
              onAdd={(name, text) => mapper.edit({ type: "addVariable", name, value: text }, `Add variable $${name}`)}
            />
          ) : null}
        </div>
      </div>
    </FormContextProvider>
  );
}

const kindsFor = (kind: FieldKind | undefined): { readonly value: string; readonly label: string }[] => {
  const kinds = kind === undefined || choosableKinds.includes(kind) ? choosableKinds : [kind, ...choosableKinds];
  return kinds.map((each) => ({ value: each, label: kindNames[each].label }));
};

interface NameProps {
  readonly mapper: Mapper;
  readonly row: TargetRow;
  readonly field: TargetField | undefined;
  readonly canEdit: boolean;
  readonly title: string;
}

/** Fields that no schema fixes can be called something else. */
function Name({ mapper, row, field, canEdit, title }: NameProps) {
  if (!field?.key || !canEdit || (mapper.target && !row.isExtra)) return <h3 className={classes["title"]}>{title}</h3>;
  return (
    <WordsInput
      label="Name"
      value={row.label}
      onChange={(name) => mapper.edit({ type: "rename", field: field.id, name }, `Rename ${row.label} to ${name}`)}
    />
  );
}

function Value({ value }: { readonly value: FieldValue | undefined }) {
  if (value?.failure) return <p className={classes["failure"]}>{value.failure.message}</p>;
  if (value?.preview === undefined) return null;
  return (
    <div>
      <span className={classes["facts"]}>On the sample{value.count === undefined ? "" : `, first of ${value.count}`}</span>
      <pre className={classes["value"]} tabIndex={0} aria-label="Value on the sample">
        {value.preview}
      </pre>
    </div>
  );
}

interface KindFormProps {
  readonly field: TargetField;
  readonly mapper: Mapper;
  readonly row: TargetRow;
  readonly onText: () => void;
}

function KindForm({ field, mapper, row, onText }: KindFormProps) {
  const { text } = mapper.model;
  const label = `Change ${row.label}`;
  const parts = {
    wanted: row.field,
    slice: ({ start, end }: TextRange) => text.slice(start, end),
    replace: (range: TextRange, value: string) => void mapper.edit({ type: "replace", range, value }, label),
    rewrite: (value: string) => void mapper.edit({ type: "replace", range: field, value }, label),
  };
  const props = <Kind extends FieldKind>(form: Extract<FieldForm, { readonly kind: Kind }>): FormProps<Kind> => ({
    form,
    ...parts,
  });
  const { form } = field;
  switch (form.kind) {
    case "copy":
      return <PartInput label="Source field" value={parts.slice(field)} onChange={(value) => parts.replace(field, value)} />;
    case "constant":
      return <ConstantForm {...props<"constant">(form)} />;
    case "template":
      return <TemplateForm {...props<"template">(form)} />;
    case "function":
      return <FunctionForm {...props<"function">(form)} />;
    case "condition":
      return <ConditionForm {...props<"condition">(form)} />;
    case "switch":
      return <SwitchForm {...props<"switch">(form)} />;
    case "fallback":
      return <FallbackForm {...props<"fallback">(form)} />;
    case "lookup":
      return <LookupForm {...props<"lookup">(form)} />;
    case "loop":
    case "filter":
    case "sort":
      return <SelectionForm {...props<"loop" | "filter" | "sort">(form)} />;
    case "group":
      return <GroupForm {...props<"group">(form)} />;
    case "join":
      return <JoinForm {...props<"join">(form)} />;
    case "spread":
      return <SpreadForm {...props<"spread">(form)} />;
    case "variables":
      return <VariablesForm {...props<"variables">(form)} />;
    default:
      return (
        <FormulaCard text={parts.slice(field)} reads={field.reads.length} isContainer={form.kind !== "formula"} onText={onText} />
      );
  }
}

/** What has no form of its own is shown as it is; the lines to all it reads are drawn like any other. */
function FormulaCard({
  text,
  reads,
  isContainer,
  onText,
}: {
  readonly text: string;
  readonly reads: number;
  readonly isContainer: boolean;
  readonly onText: () => void;
}) {
  if (isContainer)
    return (
      <p className={classes["facts"]}>
        Its fields are below it in the tree. Drop source fields on them, or on this one to add a field of the same name.
      </p>
    );
  return (
    <>
      <div className={classes["code"]}>
        <CodeView value={text} language="jsonata" label="Formula" height={96} />
      </div>
      <p className={classes["facts"]}>{reads === 1 ? "Reads one source field." : `Reads ${reads} source fields.`}</p>
      <Button size="xs" variant="default" onClick={onText} w="fit-content">
        Edit as text
      </Button>
    </>
  );
}

const MOST_SUGGESTED = 400;

function useFormContextValue(mapper: Mapper, field: TargetField | undefined, canEdit: boolean): FormContextValue {
  const { source } = mapper;
  return useMemo(() => {
    const context = field?.context ?? ROOT_CONTEXT;
    const written = pickableFields(source)
      .slice(0, MOST_SUGGESTED)
      .map(({ path }) => pathText(namesOf(path).slice(), context));
    return { suggestions: [...new Set(written)], droppedText: (event: DragEvent) => droppedText(event, context), canEdit };
  }, [source, field, canEdit]);
}

function droppedText({ dataTransfer }: DragEvent, context: TargetField["context"]): string | undefined {
  const path = readField(dataTransfer);
  return (
    path &&
    pathText(
      path.filter((name) => name !== "*"),
      context,
    )
  );
}
