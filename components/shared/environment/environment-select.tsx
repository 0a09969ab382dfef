"use client";

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import { useApi } from "#components/shared/api/trpc.tsx";

interface EnvironmentSelectProps {
  readonly value: string;
  readonly onChange: (environment: string) => void;
  readonly label?: string;
  readonly description?: string;
  readonly size?: "xs" | "sm";
}

export function EnvironmentSelect({ value, onChange, label = "Environment", description, size = "sm" }: EnvironmentSelectProps) {
  const api = useApi();
  const environments = useQuery(api.environments.list.queryOptions(undefined, { staleTime: Infinity }));
  return (
    <Select
      size={size}
      label={label}
      description={description}
      allowDeselect={false}
      data={environments.data?.map(({ name }) => name) ?? [value]}
      value={value}
      onChange={(chosen) => onChange(chosen ?? PRODUCTION)}
    />
  );
}
