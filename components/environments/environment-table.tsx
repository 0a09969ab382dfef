import type { ReactNode } from "react";
import classes from "./environments.module.css";

interface EnvironmentTableProps {
  /** The id of the heading that names the table. */
  readonly labelledBy: string;
  /** What the first column holds. */
  readonly of: string;
  readonly names: readonly string[];
  readonly environments: readonly string[];
  readonly cell: (name: string, environment: string) => ReactNode;
}

/** A row for each name, a column for each environment. */
export function EnvironmentTable({ labelledBy, of, names, environments, cell }: EnvironmentTableProps) {
  return (
    <div className={classes["scroll"]}>
      <table className={classes["table"]} aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {environments.map((environment) => (
              <th key={environment} scope="col">
                {environment}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {environments.map((environment) => (
                <td key={environment}>{cell(name, environment)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
