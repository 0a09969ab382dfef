import type { FlowDocument } from "../flow/flow-document.ts";
import type { JsonValue } from "../json.ts";
import type { RunEvent, RunStatus } from "../machine/run-event.ts";

/**
 * A run as one file that stands alone (`docs/run-files.md`): what happened, the flow it happened in, and what was taken out.
 * Whoever has the file can replay it and look at it without the server and the database it comes from.
 */
export const RUN_FILE_FORMAT = "omnilink.run/1";

export interface RunFile {
  readonly format: typeof RUN_FILE_FORMAT;
  /** Version of the product that wrote it. */
  readonly engine: string;
  readonly exportedAt: string;
  readonly run: RunFacts;
  /** The versions the run went through, in their order: one, unless it was moved. */
  readonly versions: readonly RunFileVersion[];
  /** The versions of the flows that its steps started, to be read; their runs are files of their own. */
  readonly subFlows: readonly RunFileVersion[];
  readonly events: readonly RunEvent[];
  /** Items of a for-each that began in the run this one was forked from: they are written in the log of that run. */
  readonly itemPages: readonly ItemPageOfRun[];
  readonly redaction: Redaction;
}

export interface RunFacts {
  readonly runId: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly version: number;
  readonly status: RunStatus;
  /** Number of its newest event when its status was read. */
  readonly seq: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly businessKey?: string;
  readonly searchValues?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly startedBy?: string;
  readonly environment?: string;
  readonly failureCode?: string;
}

export interface RunFileVersion {
  readonly flowId: string;
  readonly version: number;
  /** As it was stored. The document has another one where a text of it is masked. */
  readonly contentHash: string;
  readonly document: FlowDocument;
}

export interface ItemPageOfRun {
  readonly runId: string;
  readonly seq: number;
  readonly items: readonly JsonValue[];
}

/** What is not in the file any more. */
export interface Redaction {
  /** Names of fields, or ends of paths such as `customer.email`, that were masked besides those that always are. */
  readonly names: readonly string[];
  /** Fields that were masked: JSON pointers into the file, with `*` for any item of a list. */
  readonly fields: readonly MaskedField[];
  /** Places elsewhere where one of the masked values stood again. */
  readonly copies: number;
  /** Values that were too large to take along. */
  readonly leftOut: readonly LeftOut[];
}

export interface MaskedField {
  readonly path: string;
  readonly times: number;
}

export interface LeftOut {
  /** JSON pointer into the file. */
  readonly path: string;
  /** Of its JSON text. */
  readonly characters: number;
}

/** What a run file is made of, before anything is taken out. */
export type WholeRun = Omit<RunFile, "format" | "redaction">;
