"use client";

import { Notice } from "#components/ui/notice.tsx";
import { apiErrorCode, apiErrorMessage } from "./trpc.tsx";

interface LoadFailureProps {
  /** "The runs", "This flow": what could not be shown. */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Where to go when it is not there, or not for this person: asking again would not change that. */
  readonly instead?: { readonly label: string; readonly href: string };
}

const isFinal = (error: unknown): boolean => ["NOT_FOUND", "FORBIDDEN"].includes(apiErrorCode(error) ?? "");

export function LoadFailure({ what, error, onRetry, instead }: LoadFailureProps) {
  const action = isFinal(error) ? instead : { label: "Try again", onClick: onRetry };
  return (
    <Notice tone="bad" title={`${what} could not be loaded`} action={action}>
      {apiErrorMessage(error)}
    </Notice>
  );
}
