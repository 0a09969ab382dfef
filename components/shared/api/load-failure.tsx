"use client";

import { Notice } from "#components/ui/notice.tsx";
import { apiErrorCode, apiErrorMessage } from "./trpc.tsx";

interface LoadFailureProps {
  /** "The runs", "This flow": what could not be shown. */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Where to go when it is not there, not for this person, or cannot be: asking again would not change that. */
  readonly instead?: { readonly label: string; readonly href: string };
}

const isFinal = (error: unknown): boolean => ["NOT_FOUND", "FORBIDDEN", "BAD_REQUEST"].includes(apiErrorCode(error) ?? "");

interface Query {
  readonly error: unknown;
  readonly data: unknown;
}

/**
 * Whether a page has nothing to show: it never came, or it is gone for good. While the server or its database is away, what
 * was shown before stays, and with it what somebody is typing there.
 */
export const isLost = ({ error, data }: Query): boolean => error !== null && (data === undefined || isFinal(error));

/** For what a dialog that stays open cannot do without: while there is no answer, it is asked for again. */
export const untilAnswered = {
  refetchInterval: ({ state }: { readonly state: { readonly error: unknown } }) =>
    state.error === null || isFinal(state.error) ? false : ASK_AGAIN_MS,
};

const ASK_AGAIN_MS = 3_000;

export function LoadFailure({ what, error, onRetry, instead }: LoadFailureProps) {
  const action = isFinal(error) ? instead : { label: "Try again", onClick: onRetry };
  return (
    <Notice tone="bad" title={`${what} could not be loaded`} action={action}>
      {apiErrorMessage(error)}
    </Notice>
  );
}
