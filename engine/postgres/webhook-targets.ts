import type pg from "pg";
import type { WebhookTarget } from "../runtime/engine.ts";
import { createCoalescer } from "./coalesce.ts";
import { retryTransient } from "./database-errors.ts";

const FIND = `
select w.org_id, f.slug, w.environment, w.node_id, w.method, w.path
from unnest($1::text[]) with ordinality as x(token, n)
left join webhook_endpoint w on w.token = x.token left join flow f on f.id = w.flow_id
order by x.n`;

interface TargetRow {
  readonly org_id: string;
  readonly slug: string;
  readonly environment: string;
  readonly node_id: string;
  readonly method: string;
  readonly path: string;
}

/** Where webhook tokens lead. Read from the database each time; deliveries that come together ask together. */
export function createWebhookTargets(pool: pg.Pool): (token: string) => Promise<WebhookTarget | undefined> {
  const questions = createCoalescer<string, WebhookTarget | null>({ flush: (tokens) => findTargets(pool, tokens) });
  return async (token) => (await questions.add(token)) ?? undefined;
}

async function findTargets(pool: pg.Pool, tokens: readonly string[]): Promise<readonly (WebhookTarget | null)[]> {
  const values = [tokens];
  const { rows } = await retryTransient(() =>
    pool.query<TargetRow | Record<keyof TargetRow, null>>({ name: "webhook-targets", text: FIND, values }),
  );
  return rows.map((row) => (row.org_id === null ? null : toTarget(row)));
}

const toTarget = ({ org_id: orgId, slug: flowId, environment, node_id: trigger, method, path }: TargetRow): WebhookTarget => ({
  orgId,
  flowId,
  environment,
  trigger,
  method,
  path,
});
