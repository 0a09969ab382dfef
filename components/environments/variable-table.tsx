"use client";

import { Button } from "@mantine/core";
import { IconPlus, IconVariable } from "@tabler/icons-react";
import { useState } from "react";
import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { EnvironmentTable } from "./environment-table.tsx";
import classes from "./environments.module.css";
import { VariableDialog, type VariableWish } from "./variable-dialog.tsx";

type Variable = ApiOutputs["environments"]["settings"]["variables"][number];

interface VariableTableProps {
  readonly environments: readonly string[];
  readonly variables: readonly Variable[];
  readonly mayChange: boolean;
}

/** The values that expressions read, in each environment. */
export function VariableTable({ environments, variables, mayChange }: VariableTableProps) {
  const [wish, setWish] = useState<VariableWish>();
  const names = [...new Set(variables.map(({ name }) => name))];
  const find = (name: string, environment: string) =>
    variables.find((one) => one.name === name && one.environment === environment);
  return (
    <section className={classes["section"]} aria-labelledby="variables">
      <div className={classes["head"]}>
        <div>
          <h2 id="variables">Variables</h2>
          <p className={classes["text"]}>
            Expressions read them as <code>env.NAME</code>. A run keeps the values it began with. Secrets belong to connections.
          </p>
        </div>
        {mayChange ? (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setWish({})}>
            Add variable
          </Button>
        ) : null}
      </div>
      {names.length === 0 ? (
        <EmptyState icon={IconVariable} title="There are no variables yet">
          A variable has a value of its own in each environment, such as a limit or the name of a shop, so that one version of a
          flow works in all of them. {mayChange ? "" : "Admins add them."}
        </EmptyState>
      ) : (
        <EnvironmentTable
          labelledBy="variables"
          of="Name"
          names={names}
          environments={environments}
          cell={(name, environment) => (
            <Value
              variable={find(name, environment)}
              label={`${name} in ${environment}`}
              onChange={mayChange ? (value) => setWish({ name, environment, ...value }) : undefined}
            />
          )}
        />
      )}
      {wish ? <VariableDialog wish={wish} environments={environments} onClose={() => setWish(undefined)} /> : null}
    </section>
  );
}

interface ValueProps {
  readonly variable: Variable | undefined;
  readonly label: string;
  readonly onChange: ((value: Pick<VariableWish, "value">) => void) | undefined;
}

function Value({ variable, label, onChange }: ValueProps) {
  const text = variable === undefined ? <span className={classes["unset"]}>Not set</span> : JSON.stringify(variable.value);
  if (!onChange) return <span className={classes["plain"]}>{text}</span>;
  return (
    <button
      type="button"
      className={classes["value"]}
      aria-label={`Change ${label}, ${variable === undefined ? "not set" : `now ${JSON.stringify(variable.value)}`}`}
      onClick={() => onChange(variable === undefined ? {} : { value: variable.value })}
    >
      {text}
    </button>
  );
}
