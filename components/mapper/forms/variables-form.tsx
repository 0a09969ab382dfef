import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { FormProps } from "./form-props.ts";
import classes from "./forms.module.css";
import { PartInput } from "./part-input.tsx";

/** Values that are worked out once and used by name in several fields. */
export function VariablesForm({ form: { variables }, slice, replace }: FormProps<"variables">) {
  return (
    <div className={classes["form"]}>
      {variables.map(({ name, value }) => (
        <PartInput key={name} label={`$${name}`} value={slice(value)} onChange={(text) => replace(value, text)} />
      ))}
    </div>
  );
}

/** A new variable of the whole mapping. */
export function AddVariable({ onAdd }: { readonly onAdd: (name: string, value: string) => boolean }) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const add = (): void => {
    if (!onAdd(name.replace(/^\$/, ""), value)) return;
    setName("");
    setValue("");
  };
  return (
    <form
      className={classes["row"]}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextInput
        size="xs"
        label="New variable"
        placeholder="$total"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <span className={classes["between"]}>:=</span>
      <PartInput label="Value" value={value} onChange={setValue} />
      <Button
        type="submit"
        size="xs"
        variant="default"
        disabled={name.trim() === "" || value.trim() === ""}
        mt={20}
        ml={-20}
        w={56}
      >
        Add
      </Button>
    </form>
  );
}
