import { apiErrorMessage } from "#components/shared/api/trpc.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RedriveProblems } from "./redrive-preview.tsx";
import type { RedriveFormState } from "./use-redrive-form.ts";

/** Why the run has not gone back, or why nobody can say what that would do. */
export function RedriveRefusal({ form: { redrive, preview } }: { readonly form: RedriveFormState }) {
  const refused = redrive.data?.ok === false ? redrive.data : undefined;
  const error = redrive.error ?? preview.error;
  return (
    <>
      {refused ? <RedriveProblems problems={refused.problems} /> : null}
      {refused && refused.problems.length === 0 ? (
        <Notice tone="bad" title={refused.refusal.message}>
          {refused.refusal.fix}
        </Notice>
      ) : null}
      {error ? (
        <Notice tone="bad" title={redrive.error ? "Nothing was done" : "The preview could not be made"}>
          {apiErrorMessage(error)}
        </Notice>
      ) : null}
    </>
  );
}
