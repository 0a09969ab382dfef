import type { JsonObject } from "../../../core/json.ts";
import type { Cursor, OwsDraft, OwsPlace } from "./ows-draft.ts";
import type { OwsTask } from "./ows-source.ts";

/** A task that is to be drawn, and what it gets. */
export interface TaskAt {
  readonly draft: OwsDraft;
  readonly task: OwsTask;
  readonly place: OwsPlace;
  readonly input: Cursor;
  /** Draws tasks inside of it; gives the ways on which they end. */
  readonly inner: (tasks: readonly OwsTask[], place: OwsPlace, begin: Cursor) => readonly Cursor[];
  /** How a task is drawn that stands in its place. */
  readonly writerOf: (task: OwsTask) => WriteTask;
}

export interface TaskDrawn {
  /** Ways out of it, with its output. */
  readonly out: readonly Cursor[];
  readonly jumps: readonly { readonly cursor: Cursor; readonly to: string }[];
}

export type WriteTask = (at: TaskAt) => TaskDrawn;

interface Besides {
  /** What it goes on with, if not its own output. */
  readonly data?: string;
  readonly extras?: object;
}

/** One node that goes on with its own output, or with what it got. */
export function oneNode(
  { draft, task, place, input }: TaskAt,
  kind: string,
  config: JsonObject,
  { data, extras = {} }: Besides = {},
): TaskDrawn {
  const id = draft.add(task, place, { id: draft.sketch.mint(task.name), kind, config }, extras);
  draft.link(input, id);
  return { out: [{ ends: [{ from: id }], data: data ?? `steps.${id}` }], jumps: [] };
}
