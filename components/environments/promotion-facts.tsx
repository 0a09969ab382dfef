import { Notice } from "#components/ui/notice.tsx";
import classes from "./environments.module.css";
import type { PromotionWay } from "./promotion-way.ts";
import type { Preview } from "./promotion-view.tsx";

/** What the target lacks, and the values and connections that the flow finds on either side. */
export function PromotionFacts({ preview, way }: { readonly preview: Preview; readonly way: PromotionWay }) {
  const { version, replaces, problems, variables, connections, openRuns } = preview;
  const open = openRuns.reduce((sum, { runs }) => sum + runs, 0);
  return (
    <>
      <p className={classes["lead"]}>
        Version {version.number} {replaces ? `takes the place of version ${replaces.number}` : "goes live for the first time"} in{" "}
        {way.to}. It is the same content as in {way.from}:{" "}
        <span className={classes["hash"]}>{version.contentHash.replace(/^\w+:/, "").slice(0, 12)}</span>.
      </p>
      {problems.map(({ code, severity, message, fix, path }) => (
        <Notice key={`${code} ${path} ${message}`} tone={severity === "error" ? "bad" : "warn"} title={message}>
          {fix}
        </Notice>
      ))}
      <p className={classes["text"]}>
        {open === 0
          ? `No run is open in ${way.to}.`
          : `${open} ${open === 1 ? "run is" : "runs are"} open in ${way.to}: ${open === 1 ? "it stays" : "they stay"} on the version ${open === 1 ? "it" : "they"} began with, unless ${open === 1 ? "it is" : "they are"} moved or canceled.`}
      </p>
      {variables.length === 0 && connections.length === 0 ? null : (
        <table className={classes["table"]}>
          <caption className={classes["caption"]}>What the flow finds there</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">{way.from}</th>
              <th scope="col">{way.to}</th>
            </tr>
          </thead>
          <tbody>
            {variables.map(({ name, from, to }) => (
              <tr key={`variable ${name}`}>
                <th scope="row">env.{name}</th>
                <td>{valueText(from)}</td>
                <td>{valueText(to)}</td>
              </tr>
            ))}
            {connections.map(({ name, from, to }) => (
              <tr key={`connection ${name}`}>
                <th scope="row">Connection {name}</th>
                <td>{from}</td>
                <td>{from === to ? `${to} (the same system)` : to}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

const valueText = (value: unknown): string => (value === undefined ? "Not set" : JSON.stringify(value));
