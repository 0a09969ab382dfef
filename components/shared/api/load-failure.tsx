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

export function LoadFailure({ what, error, onRetry, instead }: LoadFailureProps) {
  const action = isFinal(error) ? instead : { label: "Try again", onClick: onRetry };
  return (
    <Notice tone="bad" title={`${what} could not be loaded`} action={action}>
      {apiErrorMessage(error)}
    </Notice>
  );
}
