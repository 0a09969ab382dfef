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

/**
 * A row for each name, a column for each environment. On a phone a name is a block with its environments below each other; the
 * roles say that it is a table still, which browsers forget once a row is laid out otherwise.
 */
export function EnvironmentTable({ labelledBy, of, names, environments, cell }: EnvironmentTableProps) {
  return (
    <div className={classes["scroll"]}>
      <table role="table" className={classes["table"]} aria-labelledby={labelledBy}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {of}
            </th>
            {environments.map((environment) => (
              <th key={environment} role="columnheader" scope="col">
                {environment}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {names.map((name) => (
            <tr key={name} role="row">
              <th role="rowheader" scope="row">
                {name}
              </th>
              {environments.map((environment) => (
                <td key={environment} role="cell" data-environment={environment}>
                  {cell(name, environment)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
