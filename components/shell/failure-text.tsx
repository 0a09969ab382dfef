import { isNotFetched } from "#components/shared/on-demand/persistently.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import classes from "./failure-text.module.css";

/** With a digest the server failed, and its log knows more; without one the fault is in this window, and nowhere else. */
export type PageError = Error & { readonly digest?: string };

/** Why a page could not be shown, and what helps. */
export function FailureText({ error }: { readonly error: PageError }) {
  if (error.digest === undefined && !isNotFetched(error)) return <OwnFault error={error} />;
  return (
    <p className={classes["text"]}>
      The server could not prepare it, often because it is still starting or its database cannot be reached. If it was out of
      reach, the page comes back by itself.
      {error.digest === undefined ? null : ` Its log has the cause under ${error.digest}.`}
    </p>
  );
}

const OwnFault = ({ error }: { readonly error: PageError }) => (
  <>
    <p className={classes["text"]}>
      A part of it met something that it cannot show. Edits that are not saved yet are kept by this tab. If loading the page again
      does not help, report these words:
    </p>
    <div className={classes["words"]}>
      <code>{error.message}</code>
      <CopyButton text={error.stack ?? error.message} what="report" />
    </div>
  </>
);
