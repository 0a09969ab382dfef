"use client";

import { Button, Group, Modal, SegmentedControl, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { JsonValue } from "#engine/core/json.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { readValue, textOf, typeOf, valueTypes, type ValueType } from "./typed-value.ts";

/** What is to be changed, as far as it is known; without a name it is a new variable. */
export interface VariableWish {
  readonly name?: string;
  readonly environment?: string;
  readonly value?: JsonValue;
}

interface VariableDialogProps {
  readonly wish: VariableWish;
  readonly environments: readonly string[];
  readonly onClose: () => void;
}

const typeNames: Readonly<Record<ValueType, string>> = { text: "Text", number: "Number", json: "JSON" };

export function VariableDialog({ wish, environments, onClose }: VariableDialogProps) {
  const [name, setName] = useState(wish.name ?? "");
  const [environment, setEnvironment] = useState(wish.environment ?? environments[0] ?? "");
  const [type, setType] = useState(() => typeOf(wish.value));
  const [text, setText] = useState(() => textOf(wish.value));
  const set = useSetVariable(onClose);
  const read = readValue(type, text);
  return (
    <Modal opened onClose={onClose} title={wish.name === undefined ? "Add variable" : `${wish.name} in ${environment}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (read.ok && name.trim() !== "") set.mutate({ environment, name: name.trim(), value: read.value });
        }}
      >
        <Stack gap="md">
          {wish.name === undefined ? (
            <WhereFields
              name={name}
              onName={setName}
              environment={environment}
              environments={environments}
              onEnvironment={setEnvironment}
            />
          ) : null}
          <ValueFields
            type={type}
            onType={setType}
            text={text}
            onText={setText}
            problem={read.ok || text === "" ? undefined : read.message}
          />
          {set.error ? (
            <Notice tone="bad" title="Nothing was changed">
              {apiErrorMessage(set.error)}
            </Notice>
          ) : null}
          <Group justify="flex-end" gap="xs">
            {wish.name === undefined || wish.value === undefined ? null : (
              <Button
                variant="subtle"
                color="red"
                disabled={set.isPending}
                onClick={() => set.mutate({ environment, name: wish.name! })}
              >
                Remove from {environment}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={set.isPending} disabled={!read.ok || name.trim() === ""}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface WhereFieldsProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly environment: string;
  readonly environments: readonly string[];
  readonly onEnvironment: (environment: string) => void;
}

const WhereFields = ({ name, onName, environment, environments, onEnvironment }: WhereFieldsProps) => (
  <>
    <TextInput
      data-autofocus
      label="Name"
      description="A letter first, then letters, digits and underscores"
      required
      maxLength={64}
      value={name}
      onChange={(event) => onName(event.currentTarget.value)}
    />
    <Select
      label="Environment"
      allowDeselect={false}
      data={[...environments]}
      value={environment}
      onChange={(value) => onEnvironment(value ?? environment)}
    />
  </>
);

interface ValueFieldsProps {
  readonly type: ValueType;
  readonly onType: (type: ValueType) => void;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problem: string | undefined;
}

const ValueFields = ({ type, onType, text, onText, problem }: ValueFieldsProps) => (
  <>
    <SegmentedControl
      aria-label="Kind of value"
      value={type}
      onChange={(value) => onType(valueTypes.find((one) => one === value) ?? "text")}
      data={valueTypes.map((value) => ({ value, label: typeNames[value] }))}
    />
    <Textarea
      label="Value"
      description="Everybody who may see flows can read it. Runs that have begun keep the value they began with."
      autosize
      minRows={type === "json" ? 4 : 1}
      maxRows={16}
      spellCheck={false}
      value={text}
      error={problem}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  </>
);

function useSetVariable(onDone: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.environments.setVariable.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries({ queryKey: api.environments.pathKey() });
        onDone();
      },
    }),
  );
}
