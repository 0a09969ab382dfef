import type { ExportTarget } from "../core/export/export-target.ts";
import type { ExportedFile } from "../core/export/typescript/project.ts";
import type { Problem } from "../core/problem.ts";

/** Flows as files that mean the same without this installation. No file holds a secret. */
export interface Exports {
  take(request: ExportRequest): Promise<ExportAnswer>;
}

export interface ExportRequest {
  readonly orgId: string;
  readonly flowId: string;
  /** `live`: the version that runs. `draft`: what people have drawn, saved and perhaps not published. */
  readonly from: ExportSource;
  readonly to: ExportTarget;
}

export type ExportSource = "live" | "draft";

export type ExportAnswer =
  | {
      readonly ok: true;
      readonly files: readonly ExportedFile[];
      /** The version that was taken; absent for a draft. */
      readonly version?: number;
    }
  | { readonly ok: false; readonly reason: "unknownFlow" | "unpublished" }
  /** A draft with errors has no meaning in another form; as YAML it can always be taken. */
  | { readonly ok: false; readonly reason: "problems"; readonly problems: readonly Problem[] };
