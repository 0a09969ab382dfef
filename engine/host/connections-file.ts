import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { readConnections, type ConnectionEntries } from "../hub/connections/read-connections.ts";

/** The web server's bundle has lost where this file is; its processes are started in the folder of the installation. */
const installation = (): string => {
  const here = import.meta.dirname as string | undefined;
  return here === undefined ? process.cwd() : resolve(here, "../..");
};

/**
 * The connections of this installation: of `file`, else of `OMNILINK_CONNECTIONS`, else of `flows/connections.yaml`. Throws
 * an error whose message says what is wrong with the file.
 */
export async function readConnectionsFile(file?: string): Promise<ConnectionEntries> {
  const path = file ?? process.env["OMNILINK_CONNECTIONS"] ?? resolve(installation(), "flows/connections.yaml");
  const text = await readFile(/* turbopackIgnore: true */ path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `The connections file ${path} cannot be read (${error.code ?? error.message}). Set OMNILINK_CONNECTIONS to the right one.`,
    );
  });
  const read = readConnections(text);
  if (!read.ok) throw new Error(`The connections file ${path} is not right: ${read.messages.join("; ")}.`);
  return read.entries;
}
