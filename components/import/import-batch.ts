import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import type { GivenFile } from "./given-file.ts";
import type { Reading } from "./import-page.tsx";

type Problems = Extract<ApiOutputs["drafts"]["readImport"], { readonly ok: false }>["problems"];

/** How far one of several files has come. */
export type BatchState =
  | { readonly at: "waiting" | "reading" }
  /** No flow can be made of it. */
  | { readonly at: "refused"; readonly why: string }
  /** The server could not be asked; asking again may help. */
  | { readonly at: "unread"; readonly why: string }
  | { readonly at: "read"; readonly reading: Reading; readonly flowId: string; readonly why?: string }
  | { readonly at: "creating" | "created"; readonly reading: Reading; readonly flowId: string };

export interface BatchFile {
  readonly key: number;
  readonly name: string;
  /** Absent where not even its text could be read. */
  readonly file?: GivenFile;
  readonly state: BatchState;
}

export const stateOf = (answer: ApiOutputs["drafts"]["readImport"], taken: ReadonlySet<string>): BatchState =>
  answer.ok
    ? { at: "read", reading: answer, flowId: freeOf(answer.freeId, taken) }
    : { at: "refused", why: whyText(answer.problems) };

/** The id that the server found free, unless another file of this batch wants it as well. */
export function freeOf(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish)) return wish;
  const stem = wish.replace(/\d+$/, "");
  const first = Number(wish.slice(stem.length) || 1);
  for (let number = first + 1; ; number += 1) if (!taken.has(`${stem}${number}`)) return `${stem}${number}`;
}

export const idsOf = (files: readonly BatchFile[]): ReadonlySet<string> =>
  new Set(files.flatMap(({ state }) => ("flowId" in state ? [state.flowId] : [])));

const MOST_SAID = 3;

export function whyText(problems: Problems): string {
  const said = problems.slice(0, MOST_SAID).map(({ message, fix, line }) => {
    const place = line === undefined || message.includes(`line ${line}`) ? "" : `Line ${line}: `;
    return `${place}${message} ${fix}`.trim();
  });
  const more = problems.length - said.length;
  return more > 0 ? `${said.join(" ")} And ${more} more.` : said.join(" ");
}

/** `3 files: 2 read, 1 cannot be imported.`, for the heading and for whoever listens. */
export function batchText(files: readonly BatchFile[]): string {
  const count = (...places: readonly BatchState["at"][]): number => files.filter(({ state }) => places.includes(state.at)).length;
  const parts = [
    [count("waiting", "reading"), "to be read"],
    [count("read", "creating"), "ready for a draft"],
    [count("created"), "with a draft"],
    [count("refused"), "not to be imported"],
    [count("unread"), "not read"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return `${files.length} files: ${said.join(", ")}.`;
}
