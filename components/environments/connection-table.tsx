"use client";

import { Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconPlugConnected } from "@tabler/icons-react";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { EnvironmentTable } from "./environment-table.tsx";
import classes from "./environments.module.css";

type Mapping = ApiOutputs["environments"]["settings"]["mappings"][number];

interface ConnectionTableProps {
  readonly environments: readonly string[];
  readonly mappings: readonly Mapping[];
  readonly connections: ApiOutputs["connections"]["list"];
  readonly mayChange: boolean;
}

/** Which connection a name in a flow means in each environment. */
export function ConnectionTable({ environments, mappings, connections, mayChange }: ConnectionTableProps) {
  const names = [...new Set([...connections.map(({ name }) => name), ...mappings.map(({ name }) => name)])];
  return (
    <section className={classes["section"]} aria-labelledby="connections">
      <div className={classes["head"]}>
        <div>
          <h2 id="connections">Connections</h2>
          <p className={classes["text"]}>
            The name in a flow, and the connection it means in each environment. Calls of open runs follow a change.
          </p>
        </div>
      </div>
      {names.length === 0 ? (
        <EmptyState icon={IconPlugConnected} title="There are no connections">
          Whoever runs this installation adds them to its connections file.
        </EmptyState>
      ) : (
        <EnvironmentTable
          labelledBy="connections"
          of="In a flow"
          names={names}
          environments={environments}
          cell={(name, environment) => {
            const target = mappings.find((one) => one.name === name && one.environment === environment)?.target ?? name;
            return mayChange ? (
              <Target name={name} environment={environment} target={target} connections={connections} />
            ) : (
              <span className={classes["plain"]}>{target}</span>
            );
          }}
        />
      )}
    </section>
  );
}

interface TargetProps {
  readonly name: string;
  readonly environment: string;
  readonly target: string;
  readonly connections: ApiOutputs["connections"]["list"];
}

function Target({ name, environment, target, connections }: TargetProps) {
  const api = useApi();
  const queries = useQueryClient();
  const map = useMutation(
    api.environments.mapConnection.mutationOptions({
      onError: (error) =>
        notifications.show({
          title: `${name} still means ${target} in ${environment}`,
          message: apiErrorMessage(error),
          color: "red",
        }),
      onSettled: () => queries.invalidateQueries({ queryKey: api.environments.pathKey() }),
    }),
  );
  const known = connections.map((connection) => ({ value: connection.name, label: connection.name }));
  const isKnown = known.some(({ value }) => value === target);
  return (
    <Select
      size="xs"
      aria-label={`${name} in ${environment}`}
      allowDeselect={false}
      searchable
      error={isKnown ? undefined : "Leads nowhere"}
      data={isKnown ? known : [...known, { value: target, label: target }]}
      value={map.isPending ? (map.variables.target ?? name) : target}
      onChange={(chosen) => {
        if (chosen !== null && chosen !== target)
          map.mutate({ environment, name, ...(chosen === name ? {} : { target: chosen }) });
      }}
    />
  );
}
