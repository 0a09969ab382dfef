import type { CommandResult } from "#engine/core/edit/command-result.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { JsonValue } from "#engine/core/json.ts";

/** Another person (or another window of the same person) who has this flow open. */
export interface Presence {
  readonly clientId: string;
  readonly userId: string;
  readonly name: string;
  /** What they have selected; the first is what they are working on. */
  readonly nodeIds: readonly string[];
}

/**
 * A change of mine that did not fit what somebody else did at the same time. Neither value is lost: the draft shows theirs
 * until the person chooses.
 */
export interface DraftConflict {
  readonly id: string;
  /** Of the edit it was part of, e.g. "Set url of Charge". */
  readonly label: string;
  /** What it is about, e.g. `Charge the card (charge) · config.url`. */
  readonly subject: string;
  readonly nodeId?: string;
  /** Absent values are "not there". */
  readonly base?: JsonValue;
  readonly mine?: JsonValue;
  readonly theirs?: JsonValue;
  /** Why mine cannot be taken any more; absent when it can. */
  readonly onlyTheirs?: string;
}

export type Saving = "saved" | "saving" | "offline" | "conflict";

export interface DraftState {
  readonly draft: FlowDraft;
  /** How many edits the server had accepted when this state was reached. */
  readonly revision: number;
  /** Labels, the newest last; at most 200. */
  readonly undo: readonly string[];
  readonly redo: readonly string[];
  readonly saving: Saving;
  /** Why the last save was refused for good, in words; the edits are still here. */
  readonly saveProblem?: string;
  readonly others: readonly Presence[];
  readonly conflicts: readonly DraftConflict[];
  /** The document or its layout differs from the live version. */
  readonly isDirty: boolean;
  /** Absent while no version has been published. */
  readonly liveVersion?: number;
}

export interface PerformOptions {
  /** Consecutive edits with the same key within a second are one step of undo, e.g. `typing:charge.config.url`. */
  readonly merge?: string;
}

/** The draft of one flow in this window. Free of React: `useDraft` reads it there. */
export interface DraftStore {
  getState(): DraftState;
  subscribe(listener: () => void): () => void;
  /** Applies an edit at once and saves it in the background; a refused command changes nothing and is given back. */
  perform(result: CommandResult, options?: PerformOptions): CommandResult;
  /** Undoes the newest of one's own edits that is not undone; gives its label, or `undefined` when there is none. */
  undo(): string | undefined;
  redo(): string | undefined;
  resolve(conflictId: string, choice: "mine" | "theirs"): void;
  /** Tells the others what is selected here. */
  select(nodeIds: readonly string[]): void;
  /** Resolves when everything performed so far is saved; rejects with words when it cannot be. */
  flush(): Promise<void>;
}
