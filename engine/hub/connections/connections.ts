import { StepFailure } from "../../core/failure.ts";
import type { Connections, ResolvedConnection } from "../../runtime/ports.ts";
import type { ConnectionEntries, ConnectionEntry } from "./read-connections.ts";

export interface ConnectionSources {
  readonly entries: ConnectionEntries;
  /** Where `demo://` leads; absent when no demo system runs. */
  readonly demoUrl?: string;
  /** Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Connections of a `connections.yaml`, the same for every organization. `resolve` throws `connection/unknown` for a name
 * that is not there and `connection/unavailable` for one whose address or credentials are missing on this machine.
 */
export function createConnections({ entries, demoUrl, env = process.env }: ConnectionSources): Connections {
  const resolveEntry = (name: string, entry: ConnectionEntry): ResolvedConnection => {
    const isDemo = entry.baseUrl.startsWith("demo://");
    return {
      name,
      baseUrl: isDemo ? demoAddress(name, entry.baseUrl, demoUrl) : entry.baseUrl,
      headers: readHeaders(name, entry, env),
      allowPrivate: entry.allowPrivate ?? isDemo,
    };
  };
  return {
    async resolve(_orgId, name) {
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (entry === undefined) throw unknownConnection(name, Object.keys(entries));
      return resolveEntry(name, entry);
    },
  };
}

function unknownConnection(name: string, known: readonly string[]): StepFailure {
  const list = known.length === 0 ? "There are none." : `There are ${known.join(", ")}.`;
  return new StepFailure({ code: "connection/unknown", message: `There is no connection "${name}". ${list}` });
}

const unavailable = (name: string, why: string): StepFailure =>
  new StepFailure({
    code: "connection/unavailable",
    message: `The connection "${name}" cannot be used: ${why}.`,
    retryable: true,
  });

function demoAddress(name: string, baseUrl: string, demoUrl: string | undefined): string {
  if (demoUrl === undefined) throw unavailable(name, "it leads to the demo system, which is not running here");
  return baseUrl.replace("demo:/", demoUrl.replace(/\/+$/, ""));
}

function readHeaders(
  name: string,
  { headers = {} }: ConnectionEntry,
  env: ConnectionSources["env"] & {},
): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    const text = typeof value === "string" ? value : env[value.env];
    if (text === undefined) throw unavailable(name, `the environment variable for its header "${header}" is not set`);
    read[header] = text;
  }
  return read;
}
