import type { DraftAuthor } from "../../runtime/drafts.ts";
import type { Tx } from "../drafts/draft-rows.ts";
import { findMember } from "../reviews/review-people.ts";
import { unknownEnvironment } from "./live-versions.ts";

interface Attempt {
  readonly orgId: string;
  readonly environment: string;
  readonly by: DraftAuthor;
}

/** The role is that of the database now; what a caller says about it is not believed. */
export async function whyNotSet(tx: Tx, { orgId, environment, by }: Attempt): Promise<string | undefined> {
  const member = await findMember(tx, orgId, by.userId);
  if (member?.role !== "admin") return "Only an admin may change what an environment gives to flows.";
  return (await unknownEnvironment(tx, orgId, environment))?.message;
}
