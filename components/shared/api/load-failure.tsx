"use client";

import { Notice } from "#components/ui/notice.tsx";
import { apiErrorMessage } from "./trpc.tsx";

interface LoadFailureProps {
  /** "The runs", "This flow": what could not be shown. */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

export function LoadFailure({ what, error, onRetry }: LoadFailureProps) {
  return (
    <Notice tone="bad" title={`${what} could not be loaded`} action={{ label: "Try again", onClick: onRetry }}>
      {apiErrorMessage(error)}
    </Notice>
  );
}
