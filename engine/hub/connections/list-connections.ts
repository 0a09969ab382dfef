import type { ConnectionSummary } from "../../runtime/connection-list.ts";
import type { ConnectionEntries, ConnectionEntry } from "./read-connections.ts";

/** What may be shown of connections to everybody who draws flows: no headers, no users, and no address that is a secret. */
export const listConnections = (entries: ConnectionEntries): readonly ConnectionSummary[] =>
  Object.entries(entries).map(([name, entry]) => ({ name, ...summaryOf(entry) }));

function summaryOf(entry: ConnectionEntry): Omit<ConnectionSummary, "name"> {
  if (entry.type === "smtp") return { type: "smtp", about: `mail through ${entry.host}` };
  return { type: "http", about: typeof entry.baseUrl === "string" ? entry.baseUrl : "a secret address" };
}
