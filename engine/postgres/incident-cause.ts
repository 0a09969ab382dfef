/**
 * Incidents `i` of the organization with the cause of one of them, whatever became of that one. The columns are those of the
 * index that groups are counted by; the cause holds the step.
 */
export const likeCondition = (orgId: string, incidentId: string): string =>
  `i.org_id = ${orgId} and (i.flow_id, i.kind, i.cause) = (
    select b.flow_id, b.kind, b.cause from incident b where b.org_id = ${orgId} and b.id = ${incidentId})`;
