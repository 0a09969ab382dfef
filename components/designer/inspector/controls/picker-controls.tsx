"use client";

import { Autocomplete, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import { fieldId, helpId, useForm, type ControlProps } from "../form-context.tsx";
import { inputProps } from "./input-props.ts";

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface PickProps extends ControlProps {
  readonly choices: readonly Choice[];
  /** For the choice of none. */
  readonly none: string;
}

/** One of what there is. A name that is not among it, because somebody took it away, stays visible as missing. */
function Pick({ field, value, path, choices, none }: PickProps) {
  const { set, readOnly, problemsAt } = useForm();
  const name = typeof value === "string" ? value : "";
  const isMissing = name !== "" && !choices.some((choice) => choice.value === name);
  return (
    <NativeSelect
      id={fieldId(path)}
      aria-describedby={helpId(path)}
      aria-required={field.required}
      error={problemsAt(path, true).length > 0}
      disabled={readOnly}
      data={[
        ...(field.required && name !== "" ? [] : [{ value: "", label: field.required ? "Choose…" : none }]),
        ...(isMissing ? [{ value: name, label: `${name} (not found)` }] : []),
        ...choices,
      ]}
      value={name}
      onChange={({ currentTarget }) => set(path, currentTarget.value === "" ? undefined : currentTarget.value)}
    />
  );
}

export function ConnectionControl(props: ControlProps) {
  const api = useApi();
  const connections = useQuery(api.connections.list.queryOptions(undefined, { staleTime: 30_000 }));
  const choices = connections.data?.map(({ name, about }) => ({ value: name, label: `${name} · ${about}` })) ?? [];
  const current = typeof props.value === "string" && connections.isPending ? [{ value: props.value, label: props.value }] : [];
  return <Pick {...props} choices={[...current, ...choices]} none="None: the URL is complete" />;
}

export function FlowControl(props: ControlProps) {
  const api = useApi();
  const flows = useQuery(api.flows.list.queryOptions(undefined, { staleTime: 30_000 }));
  const choices = flows.data?.map(({ flowId, name }) => ({ value: flowId, label: name })) ?? [];
  const current = typeof props.value === "string" && flows.isPending ? [{ value: props.value, label: props.value }] : [];
  return <Pick {...props} choices={[...current, ...choices]} none="None" />;
}

export function NodeControl(props: ControlProps) {
  const { nodes } = useForm();
  return <Pick {...props} choices={nodes.map(({ id, name }) => ({ value: id, label: name }))} none="Everything so far" />;
}

export function TimeZoneControl(props: ControlProps) {
  const { set, ...form } = useForm();
  const zones = useMemo(() => ["UTC", ...Intl.supportedValuesOf("timeZone")], []);
  return (
    <Autocomplete
      {...inputProps(props, form)}
      data={zones}
      limit={30}
      placeholder="UTC"
      value={typeof props.value === "string" ? props.value : ""}
      onChange={(next) => set(props.path, next === "" ? undefined : next)}
    />
  );
}
