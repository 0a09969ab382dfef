import type pg from "pg";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { pairKey, pairsOf, type LearnedCount, type TaughtPair } from "../core/mapping/auto-map/learned-pairs.ts";
import { readMapping } from "../core/mapping/model/read-mapping.ts";
import type { Mappings } from "../runtime/mappings.ts";
import type { Prisma } from "../../generated/prisma/client.ts";

const MAX_LEARNED = 20_000;
/** Names this long are no business words. */
const MAX_KEY_LENGTH = 300;

export function createMappings(pool: pg.Pool): Mappings {
  return {
    learned: async (orgId) => {
      const { rows } = await pool.query<LearnedCount & { readonly key: string }>(
        "select key, accepted, rejected from mapping_pair where org_id = $1 order by changed_at desc limit $2",
        [orgId, MAX_LEARNED],
      );
      return Object.fromEntries(rows.map(({ key, accepted, rejected }) => [key, { accepted, rejected }]));
    },
    turnDown: async (orgId, pairs) => {
      await pool.query(
        `insert into mapping_pair (org_id, key, rejected) select $1, key, 1 from unnest($2::text[]) key
         on conflict (org_id, key) do update set rejected = mapping_pair.rejected + 1, changed_at = clock_timestamp()`,
        [orgId, keysOf(pairs)],
      );
    },
  };
}

/** Counts the lines of a new version that the one before did not have. */
export async function teachMappings(
  tx: Prisma.TransactionClient,
  orgId: string,
  document: FlowDocument,
  before: FlowDocument | undefined,
): Promise<void> {
  const known = new Set(before === undefined ? [] : keysOf(linesOf(before)));
  const keys = keysOf(linesOf(document)).filter((key) => !known.has(key));
  if (keys.length === 0) return;
  await tx.$executeRaw`
    insert into mapping_pair (org_id, key, accepted) select ${orgId}::uuid, key, 1 from unnest(${keys}::text[]) key
    on conflict (org_id, key) do update set accepted = mapping_pair.accepted + 1, changed_at = clock_timestamp()`;
}

function linesOf({ nodes }: FlowDocument): TaughtPair[] {
  const expressions = nodes.map(({ config }) => config?.["expression"]).filter((expression) => typeof expression === "string");
  return expressions.flatMap((expression) => pairsOf(readMapping(expression)));
}

/** Each once, in one order, so that two publications cannot wait for each other. */
const keysOf = (pairs: readonly TaughtPair[]): string[] =>
  [...new Set(pairs.map(pairKey))].filter((key) => key.length <= MAX_KEY_LENGTH).sort();
