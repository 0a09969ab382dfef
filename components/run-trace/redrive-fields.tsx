import { Checkbox, Group, SegmentedControl, Select } from "@mantine/core";
import type { JsonValue } from "#engine/core/json.ts";
import { JsonTextarea } from "#components/shared/json/json-textarea.tsx";
import type { RedriveFormState } from "./use-redrive-form.ts";

interface ModeFieldsProps {
  readonly form: RedriveFormState;
  /** The version that the run was started with. */
  readonly version: number;
}

/** In this run or in a new one, and of which version the new one is. */
export function RedriveModeFields({ form: { wishes, change }, version }: ModeFieldsProps) {
  return (
    <Group align="end">
      <SegmentedControl
        aria-label="How"
        value={wishes.mode}
        onChange={(value) => change({ mode: value === "fork" ? "fork" : "rewind" })}
        data={[
          { value: "rewind", label: "Rewind this run" },
          { value: "fork", label: "Fork a new run" },
        ]}
      />
      {wishes.mode === "fork" ? (
        <Select
          aria-label="Version"
          allowDeselect={false}
          value={wishes.version}
          onChange={(value) => change({ version: value === "latest" ? "latest" : "same" })}
          data={[
            { value: "same", label: `Version ${version}, as it was` },
            { value: "latest", label: "The deployed version" },
          ]}
        />
      ) : null}
    </Group>
  );
}

interface InputFieldsProps {
  readonly form: RedriveFormState;
  /** What the run was started with. */
  readonly input: JsonValue | undefined;
}

/** Another input in place of the run's, as JSON. */
export function RedriveInputFields({ form: { wishes, change, syntax }, input }: InputFieldsProps) {
  return (
    <>
      <Checkbox
        label="Change the input"
        description="Steps that have completed by then keep their results."
        checked={wishes.inputText !== undefined}
        onChange={({ currentTarget }) =>
          change({ inputText: currentTarget.checked ? JSON.stringify(input, null, 2) : undefined })
        }
      />
      {wishes.inputText === undefined ? null : (
        <JsonTextarea
          label="Input"
          minRows={5}
          maxRows={16}
          value={wishes.inputText}
          problem={syntax}
          onChange={(inputText) => change({ inputText })}
        />
      )}
    </>
  );
}
