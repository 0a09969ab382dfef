"use client";

import { Checkbox, NativeSelect, Radio, Stack } from "@mantine/core";
import type { JsonValue } from "#engine/core/json.ts";
import type { Option } from "./form-field.ts";
import { itemsOf } from "./form-values.ts";
import { controlProps, type FieldProps } from "./field-props.ts";

/** Up to this many options are shown side by side; more are a list to open. */
const MAX_RADIOS = 5;

interface OptionProps extends FieldProps {
  readonly options: readonly Option[];
}

const same = (a: JsonValue | undefined, b: JsonValue): boolean => JSON.stringify(a) === JSON.stringify(b);

export function ChoiceField({ options, ...props }: OptionProps) {
  const chosen = options.findIndex((option) => same(props.value, option.value));
  const choose = (index: string): void => props.onChange(index === "" ? undefined : options[Number(index)]!.value);
  const data = options.map(({ label }, index) => ({ value: String(index), label }));
  // A group of radios is not itself a control that could be required.
  const { id, "aria-required": isRequired, ...control } = controlProps(props);
  if (props.field.required && options.length <= MAX_RADIOS) {
    return (
      <Radio.Group {...control} name={id} value={chosen < 0 ? null : String(chosen)} onChange={choose}>
        <Stack gap={6} mt={6}>
          {data.map(({ value, label }, index) => (
            <Radio key={value} value={value} label={label} {...(index === Math.max(0, chosen) ? { id } : {})} />
          ))}
        </Stack>
      </Radio.Group>
    );
  }
  const empty = { value: "", label: props.field.required ? "Choose…" : "—" };
  return (
    <NativeSelect
      {...control}
      id={id}
      aria-required={isRequired}
      data={[empty, ...data]}
      value={chosen < 0 ? "" : String(chosen)}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    />
  );
}

export function ChoicesField({ options, ...props }: OptionProps) {
  const items = itemsOf(props.value);
  const chosen = options.flatMap(({ value }, index) => (items.some((item) => same(item, value)) ? [String(index)] : []));
  const { id, "aria-required": _isRequired, ...control } = controlProps(props);
  return (
    <Checkbox.Group
      {...control}
      value={chosen}
      onChange={(indexes) =>
        props.onChange(options.filter((_, index) => indexes.includes(String(index))).map(({ value }) => value))
      }
    >
      <Stack gap={6} mt={6}>
        {options.map(({ label }, index) => (
          <Checkbox key={label} value={String(index)} label={label} {...(index === 0 ? { id } : {})} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

export function YesNoField(props: FieldProps) {
  const { withAsterisk: _asterisk, ...control } = controlProps(props);
  return (
    <Checkbox
      {...control}
      checked={props.value === true}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
    />
  );
}
