import type { Problem } from "../../core/problem.ts";
import type { PublishResult } from "../../runtime/drafts.ts";

type Refusal = Extract<PublishResult, { readonly ok: false }>;

/** Ends the transaction of a publication that may not be. */
export abstract class NotPublished extends Error {
  abstract readonly refusal: Refusal;
  abstract readonly problems: readonly Problem[];
}

/** The environment does not have what the flow needs. */
export class NeedsUnmet extends NotPublished {
  readonly problems: readonly Problem[];
  readonly refusal: Refusal;
  constructor(problems: readonly Problem[]) {
    super(problems[0]?.message ?? "The environment lacks something.");
    this.name = "NeedsUnmet";
    this.problems = problems;
    this.refusal = { ok: false, reason: "problems", problems };
  }
}
