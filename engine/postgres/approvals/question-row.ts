import type pg from "pg";
import { rulesOfRoles, type ApprovalRules, type Hat, type Signature } from "../../core/approval/approval-rules.ts";
import type { RiskScore } from "../../core/approval/risk.ts";
import { shownHash } from "../../core/approval/shown-hash.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";

/** What an answer is judged by: a row of `approval` with the versions of its run and of its flow. */
export interface QuestionRow {
  readonly id: string;
  readonly run_id: string;
  readonly node_id: string;
  readonly visit: number;
  readonly title: string;
  readonly roles: readonly string[];
  readonly quorum: number;
  readonly rules: ApprovalRules | null;
  readonly risk: RiskScore | null;
  readonly details: JsonValue | null;
  readonly form: JsonObject | null;
  readonly initial: JsonValue | null;
  /** Content hash of the version the run belongs to, and of the one that is live. */
  readonly version_hash: string;
  readonly live_hash: string | null;
}

export const QUESTION_COLUMNS = `a.id, a.run_id, a.node_id, a.visit, a.title, a.roles, a.quorum, a.rules, a.risk, a.details, a.form,
  a.initial, rv.content_hash as version_hash, av.content_hash as live_hash`;

export const QUESTION_TABLES = `approval a
  join flow f on f.id = a.flow_id
  join run r on r.id = a.run_id
  join flow_version rv on rv.id = r.flow_version_id
  left join flow_version av on av.id = case r.environment when 'prod' then f.active_version_id else (
    select l.version_id from flow_live l where l.flow_id = f.id and l.environment = r.environment) end`;

export const rulesOf = ({ rules, roles, quorum }: Pick<QuestionRow, "rules" | "roles" | "quorum">): ApprovalRules =>
  rules ?? rulesOfRoles(roles, quorum);

/** What an answer to this question must name now. */
export function hashOf(row: QuestionRow): string {
  const { id, run_id: runId, node_id: nodeId, visit, title, details, form, initial, risk, version_hash: version } = row;
  return shownHash({
    approvalId: id,
    runId,
    nodeId,
    visit,
    title,
    version,
    live: row.live_hash ?? version,
    ...(details === null ? {} : { details }),
    ...(form === null ? {} : { form }),
    ...(initial === null ? {} : { initial }),
    ...(risk === null ? {} : { risk: plain(risk) }),
  });
}

const plain = (risk: RiskScore): JsonObject => ({ ...risk, factors: risk.factors.map((factor) => ({ ...factor })) });

/** Signatures under what there is to decide now; those under something else count no longer. */
export async function signaturesUnder(db: pg.PoolClient, approvalId: string, hash: string): Promise<readonly Signature[]> {
  const text =
    "select voter, hats from approval_vote where approval_id = $1 and shown_hash = $2 and decision = 'approved' order by at, voter";
  const { rows } = await db.query<{ voter: string; hats: readonly Hat[] }>({
    name: "signatures-under",
    text,
    values: [approvalId, hash],
  });
  return rows;
}
