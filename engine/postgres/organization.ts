import { withClient } from "./probe.ts";

/**
 * The organization that the first start makes; later calls, and calls at the same time, find it.
 * @returns its id
 */
export function ensureOrganization(url: string, name: string): Promise<string> {
  return withClient(url, async (client) => {
    await client.query(
      `insert into organization (name, slug) select $1, 'first' where not exists (select from organization) on conflict (slug) do nothing`,
      [name],
    );
    const { rows } = await client.query<{ id: string }>("select id from organization order by created_at, id limit 1");
    const first = rows[0];
    if (!first) throw new Error("The first organization could not be stored.");
    return first.id;
  });
}
