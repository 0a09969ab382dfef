import type { ImportedFlow } from "../core/import/import-result.ts";
import type { Problem } from "../core/problem.ts";
import type { CreateFlowResult, DraftAuthor } from "./drafts.ts";

/** Flows made of the files of other tools. Reading stores nothing; nothing of a file is run or fetched. */
export interface Imports {
  read(request: ReadImport): Promise<ImportReading>;
  /** Reads the file again and begins a draft with it, with the notes of the import as comments. */
  create(request: CreateImported): Promise<ImportRefused | CreateFlowResult>;
}

export interface ReadImport {
  readonly orgId: string;
  readonly text: string;
  readonly fileName?: string;
}

export interface ImportRefused {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

export type ImportReading =
  ImportRefused | (ImportedFlow & { /** An id that no flow has; made from that of the file. */ readonly freeId: string });

export interface CreateImported extends ReadImport {
  readonly flowId: string;
  readonly name: string;
  readonly by: DraftAuthor;
}
