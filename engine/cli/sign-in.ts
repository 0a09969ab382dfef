import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Engine } from "../runtime/engine.ts";
import type { DraftAuthor } from "../runtime/drafts.ts";
import { CommandStop } from "./command-stop.ts";

/**
 * The person who acts, for what only a person may do: whoever can reach the database is not yet somebody else. The password
 * is that of `OMNILINK_PASSWORD`, or asked for without showing it.
 */
export async function signIn({ people }: Engine, email: string): Promise<DraftAuthor> {
  const password = process.env["OMNILINK_PASSWORD"] ?? (await askPassword(email));
  const person = await people.authenticate(email, password);
  if (!person) throw new CommandStop("This e-mail address and password do not belong together.", "Sign in as on the page.");
  return { userId: person.userId, name: person.name };
}

async function askPassword(email: string): Promise<string> {
  if (process.stdin.isTTY !== true)
    throw new CommandStop("This needs a password, and nobody can be asked here.", "Set OMNILINK_PASSWORD.");
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(`Password of ${email}: `);
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
