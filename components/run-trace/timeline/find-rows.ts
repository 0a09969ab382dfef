import { stepStates } from "#components/shared/canvas/step-state.ts";
import type { TimelineRow } from "./timeline-rows.ts";

/** Rows with all of the words in their name, their number or their state: `price 1200`, `failed`. Case and separators do not matter. */
export function findRows(
  rows: readonly TimelineRow[],
  nameOf: (nodeId: string) => string,
  search: string,
): readonly TimelineRow[] {
  const wanted = plain(search).split(" ").filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter(({ nodeId, note, state }) => {
    const word = state === "idle" ? "" : stepStates[state].word;
    const text = plain(`${nameOf(nodeId)} ${note} ${word}`);
    return wanted.every((part) => text.includes(part));
  });
}

/** `#1,200` is looked for as `1200` too. */
const plain = (text: string): string => text.toLocaleLowerCase().replaceAll(/(?<=\d),(?=\d)/g, "");
