import type { ApiOutputs } from "#components/shared/api/trpc.tsx";

export type Approval = ApiOutputs["approvals"]["list"][number];
export type Verdict = "approved" | "rejected" | "changesRequested";
