import type { InferredSchema } from "#engine/core/mapping/schema/infer-schema.ts";
import classes from "./dialogs.module.css";

const MOST_SHOWN = 60;

/** What samples have in common, field by field, and how sure that is. */
export function FoundFields({ inferred, what }: { readonly inferred: InferredSchema; readonly what: string }) {
  const fields = inferred.fields.filter(({ path }) => path.length > 0);
  return (
    <div>
      <p className={classes["found"]}>
        {fields.length} fields found in {what}.
      </p>
      <div className={classes["table"]} tabIndex={0} role="group" aria-label="Fields found">
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">What was seen</th>
              <th scope="col">Sure</th>
            </tr>
          </thead>
          <tbody>
            {fields.slice(0, MOST_SHOWN).map(({ path, because, confidence }) => (
              <tr key={path.join("\n")}>
                <th scope="row" className="mono">
                  {path.filter((name) => name !== "*").join(".")}
                </th>
                <td>{because}</td>
                <td>{Math.round(confidence * 100)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {fields.length > MOST_SHOWN ? <p className={classes["found"]}>And {fields.length - MOST_SHOWN} more.</p> : null}
    </div>
  );
}
