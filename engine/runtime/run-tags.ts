import type { OperationResult } from "./run-operations.ts";

/** Words that people put on runs by hand, to find them again. They are no part of a run's log: nothing goes on because of them. */
export interface RunTags {
  /** One that is there already stays as it is, with whoever put it there. */
  tag(request: TagRun): Promise<OperationResult>;
  /** Who took it off is kept. Taking off what is not there changes nothing. */
  untag(request: TagRun): Promise<OperationResult>;
  /** All tags that runs have, by name, five hundred at most. */
  tags(orgId: string): Promise<readonly string[]>;
}

export interface TagRun {
  readonly orgId: string;
  readonly runId: string;
  readonly tag: string;
  readonly by: string;
}

export interface RunTag {
  readonly tag: string;
  readonly by: string;
  readonly at: string;
}

/** A tag that was taken off: `by` and `at` are of that, `putBy` and `putAt` of when it was put on. */
export interface RemovedRunTag extends RunTag {
  readonly putBy: string;
  readonly putAt: string;
}
