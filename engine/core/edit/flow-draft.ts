import type { FlowDocument } from "../flow/flow-document.ts";
import type { FlowLayout } from "../flow/layout.ts";
import type { JsonValue } from "../json.ts";

/**
 * A flow while it is being edited: the logic, how it is drawn, and sample data. Only `document` is hashed and published as
 * logic. Unlike a published document, that of a draft may hold no nodes and values that mean nothing yet (half a duration,
 * a config that lacks fields); commands keep its wiring whole.
 */
export interface FlowDraft {
  readonly document: FlowDocument;
  readonly layout: FlowLayout;
  readonly samples: Samples;
}

/** Pinned output per node id (of a trigger: the input of the run). Only tries read it, never production. */
export type Samples = Readonly<Record<string, JsonValue>>;

export const emptyDraft = (id: string, name: string): FlowDraft => ({
  document: { omnilink: 1, id, name, nodes: [], edges: [] },
  layout: { positions: {} },
  samples: {},
});
