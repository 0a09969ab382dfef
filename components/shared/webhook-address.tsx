"use client";

import { useSyncExternalStore } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import classes from "./webhook-address.module.css";

const subscribeToNothing = () => () => {};

interface WebhookAddressProps {
  readonly method: string;
  /** From the root of this site: `/hooks/...`. */
  readonly path: string;
}

/** Where a flow is called from outside, to be copied. The server does not know the origin that the reader sees. */
export function WebhookAddress({ method, path }: WebhookAddressProps) {
  const origin = useSyncExternalStore(
    subscribeToNothing,
    () => window.location.origin,
    () => "",
  );
  return (
    <div className={classes["address"]}>
      <span className={classes["method"]}>{method}</span>
      <code className="mono" tabIndex={0}>
        {origin}
        {path}
      </code>
      <CopyButton text={`${origin}${path}`} what="webhook URL" />
    </div>
  );
}
