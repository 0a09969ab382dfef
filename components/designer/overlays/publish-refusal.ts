import type { ApiOutputs } from "#components/shared/api/trpc.tsx";

type Refusal = Extract<ApiOutputs["drafts"]["publish"], { readonly ok: false }>;

/** Why the draft did not become a version, and what to do about it. */
export function publishRefusal(refusal: Refusal): string {
  switch (refusal.reason) {
    case "unknownFlow":
      return "The flow is gone: somebody deleted it.";
    case "nothing":
      return "Nothing has changed since the live version.";
    case "problems":
      return refusal.problems.map(({ message, fix }) => `${message} ${fix}`).join(" ");
    case "entangled":
    case "review":
      return refusal.message;
    case "stale":
      return `${refusal.changes.at(-1)?.author ?? "Somebody"} has changed the draft in the meantime. Look at it, then publish again.`;
  }
}
