import type { Edit, Operation } from "./operation.ts";

/** What a gesture comes to: an edit to perform, or the reason, in words for the person, why it is refused. */
export type CommandResult = CommandDone | CommandRefused;

export interface CommandDone {
  readonly ok: true;
  readonly edit: Edit;
  /** Ids of the nodes that came to be. */
  readonly created?: readonly string[];
}

export interface CommandRefused {
  readonly ok: false;
  readonly reason: string;
}

export const done = (label: string, operations: readonly Operation[], created?: readonly string[]): CommandDone => ({
  ok: true,
  edit: { label, operations },
  ...(created ? { created } : {}),
});

export const refuse = (reason: string): CommandRefused => ({ ok: false, reason });
