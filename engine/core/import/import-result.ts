import type { FlowDocument } from "../flow/flow-document.ts";
import type { FlowLayout } from "../flow/layout.ts";
import type { Problem } from "../problem.ts";

/** `omnilink`: a flow document of its own kind, which loses nothing. */
export type ImportFormat = "asl" | "n8n" | "bpmn" | "ows" | "omnilink";

/**
 * - `translated`: it does the same here for every input that the source works on, once what it names outside of its file is set
 *   up: connections, other flows, people. No file of these formats holds those, and the note says which they are.
 * - `approximated`: it does nearly the same; the note says what differs.
 * - `unsupported`: a placeholder stands in its place, and keeps the flow from going live.
 */
export type ImportOutcome = "translated" | "approximated" | "unsupported";

/** What became of one element of the source. Every element is in the report, in the order of the source. */
export interface ImportedElement {
  /** As the source calls it; unique in the report. */
  readonly id: string;
  readonly name: string;
  /** What the source says it is, e.g. `n8n-nodes-base.httpRequest`. */
  readonly type: string;
  readonly outcome: ImportOutcome;
  readonly note?: string;
  /** The nodes it became; empty where it is drawn as an edge or a comment. */
  readonly nodeIds: readonly string[];
}

/** A flow made from the file of another tool. It is not stored and nothing of it is live. */
export interface ImportedFlow {
  readonly ok: true;
  readonly format: ImportFormat;
  /** Valid but for its placeholders. */
  readonly document: FlowDocument;
  readonly layout?: FlowLayout;
  readonly elements: readonly ImportedElement[];
  /** Names that the flow uses for connections. They are bound to nothing until a person sets them up. */
  readonly connections: readonly string[];
}

export type ImportResult = ImportedFlow | { readonly ok: false; readonly problems: readonly Problem[] };
