"use client";

import { VisuallyHidden } from "@mantine/core";
import { isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import { fieldId, useForm, type ControlProps } from "../form-context.tsx";
import type { FieldModel } from "../form-model.ts";
import frame from "../field-frame.module.css";
import items from "./items.module.css";
import { GroupMembers, startOf } from "./group-control.tsx";
import { Items, itemsOf } from "./items.tsx";
import { NameControl } from "./name-control.tsx";
import { TextControl } from "./text-controls.tsx";

/** Values one below the other. */
export function ListControl(props: ControlProps) {
  return props.field.item!.widget === "group" ? <GroupList {...props} /> : <TextList {...props} />;
}

function TextList(props: ControlProps) {
  const { field, path } = props;
  const item = { ...field.item!, form: { ...field.item!.form, label: field.form.label } };
  return (
    <Items {...props} one={singular(field.form.label)} empty="">
      {(index, value) => (
        <div aria-label={`${field.form.label} ${index + 1}`} role="group" className={items["grow"]}>
          <LabeledText field={item} value={value} path={[...path, index]} label={`${field.form.label} ${index + 1}`} />
        </div>
      )}
    </Items>
  );
}

function GroupList(props: ControlProps) {
  const item = props.field.item!;
  const { label } = item.form;
  return (
    <Items {...props} one={label.toLowerCase()} empty={startOf(item)}>
      {(index, value) => (
        <div role="group" aria-label={`${label} ${index + 1}`} className={items["case"]}>
          <GroupMembers field={item} value={value} path={[...props.path, index]} />
        </div>
      )}
    </Items>
  );
}

function LabeledText({ label, ...props }: ControlProps & { readonly label: string }) {
  return (
    <>
      <VisuallyHidden>
        <label htmlFor={fieldId(props.path)}>{label}</label>
      </VisuallyHidden>
      <TextControl {...props} />
      <ItemProblems path={props.path} />
    </>
  );
}

function ItemProblems({ path }: Pick<ControlProps, "path">) {
  const { problemsAt } = useForm();
  return problemsAt(path, true).map(({ code, message }) => (
    <p key={code + message} className={frame["problem"]}>
      {message.replace(/^.*?: "[^"]+" /, "")}
    </p>
  ));
}

/** Conditions tried from top to bottom, each with the output that is taken. */
export function CasesControl(props: ControlProps) {
  const { field, path } = props;
  const { renderField } = useForm();
  const members = field.item?.members ?? [];
  const taken = itemsOf(props.value).flatMap((item) =>
    isJsonObject(item) && typeof item["port"] === "string" ? [item["port"]] : [],
  );
  return (
    <Items {...props} one="case" empty={newCase(members, taken)}>
      {(index, value) => (
        <div role="group" aria-label={`Case ${index + 1}`} className={items["case"]}>
          {members.map((member) =>
            member.widget === "expression" ? (
              renderField({ field: member, value: memberOf(value, member.name), path: [...path, index, member.name] })
            ) : (
              <NameControl
                key={member.name}
                field={member}
                value={memberOf(value, member.name)}
                path={[...path, index, member.name]}
              />
            ),
          )}
        </div>
      )}
    </Items>
  );
}

const memberOf = (value: JsonValue, name: string): JsonValue | undefined => (isJsonObject(value) ? value[name] : undefined);

function newCase(members: readonly FieldModel[], taken: readonly string[]): JsonObject {
  const free = ["yes", "no", ...Array.from({ length: 60 }, (_, index) => `case${index + 1}`)].find(
    (name) => !taken.includes(name),
  );
  return Object.fromEntries(members.map(({ name, expression }) => [name, expression === "always" ? "" : free!]));
}

const singular = (label: string): string => {
  const word = label.toLowerCase();
  return word === "to" || word === "copy to"
    ? "address"
    : word === "only after"
      ? "code"
      : word === "status"
        ? "status"
        : word.replace(/s$/, "");
};
