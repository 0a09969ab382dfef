import { CopyButton } from "#components/ui/copy-button.tsx";
import classes from "./source-view.module.css";
import { tokenizeYamlLine } from "./yaml-tokens.ts";

/** The text of a `flow.yaml`, comments included. */
export function SourceView({ source }: { readonly source: string }) {
  const lines = source.replace(/\n$/, "").split("\n");
  return (
    <div className={classes["sourceFrame"]}>
      <div className={classes["source"]} tabIndex={0} role="group" aria-label="Source of the flow">
        <ol>
          {lines.map((line, index) => (
            <li key={index}>
              {tokenizeYamlLine(line).map(({ kind, text }, part) => (
                <span key={part} className={kind === "plain" ? undefined : classes[kind]}>
                  {text}
                </span>
              ))}
            </li>
          ))}
        </ol>
      </div>
      <div className={classes["sourceCopy"]}>
        <CopyButton text={source} what="YAML" />
      </div>
    </div>
  );
}
