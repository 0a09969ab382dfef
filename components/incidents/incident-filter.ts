import { kindNames, type IncidentKind } from "./incident-kinds.ts";

export const incidentStatuses = ["open", "resolved", "discarded"] as const;

export interface IncidentFilter {
  readonly status: (typeof incidentStatuses)[number];
  readonly order: "newest" | "oldest";
  readonly flowId?: string;
  readonly kind?: IncidentKind;
}

export type FilterChange = { readonly [Key in keyof IncidentFilter]?: IncidentFilter[Key] | undefined };

/** The filter in an address: `?status=resolved&order=oldest&flow=orderApproval&kind=failed`. What is not known is passed over. */
export function readIncidentFilter(params: Pick<URLSearchParams, "get">): IncidentFilter {
  const status = incidentStatuses.find((one) => one === params.get("status")) ?? "open";
  const kind = kindNames.find((one) => one === params.get("kind"));
  const flowId = params.get("flow");
  const order = params.get("order") === "oldest" ? "oldest" : "newest";
  return { status, order, ...(flowId ? { flowId } : {}), ...(kind ? { kind } : {}) };
}

/** What is open beside the list: one incident, or those with the cause of one, or one of these. */
export interface OpenedIncidents {
  readonly incident?: string | undefined;
  readonly group?: string | undefined;
}

export function writeIncidentFilter(
  { status, order, flowId, kind }: FilterChange,
  { incident, group }: OpenedIncidents = {},
): string {
  const params = new URLSearchParams();
  if (status !== undefined && status !== "open") params.set("status", status);
  if (order === "oldest") params.set("order", order);
  if (flowId) params.set("flow", flowId);
  if (kind) params.set("kind", kind);
  if (group !== undefined) params.set("group", group);
  if (incident !== undefined) params.set("incident", incident);
  const query = params.toString();
  return query === "" ? "/incidents" : `/incidents?${query}`;
}
