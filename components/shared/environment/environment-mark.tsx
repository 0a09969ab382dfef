import { VisuallyHidden } from "@mantine/core";
import { PRODUCTION } from "#engine/core/environment/environment.ts";
import classes from "./environment.module.css";

/** Says that something does not belong to production; production goes without saying. */
export function EnvironmentMark({ environment }: { readonly environment: string | undefined }) {
  if (environment === undefined || environment === PRODUCTION) return null;
  return (
    <span className={classes["mark"]}>
      <VisuallyHidden>Environment </VisuallyHidden>
      {environment}
    </span>
  );
}
