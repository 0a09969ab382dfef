import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";
import { readGivenFile } from "./given-file.ts";
import { idsOf, stateOf, whyText, type BatchFile, type BatchState } from "./import-batch.ts";

/** As many as the server reads at a time. */
const SIDE_BY_SIDE = 2;

/** Several files, each read and drafted for itself: what goes wrong with one holds up no other. */
export function useImportBatch() {
  const api = useApi();
  const queries = useQueryClient();
  const { mutateAsync: readImport } = useMutation(api.drafts.readImport.mutationOptions());
  const { mutateAsync: createImported } = useMutation(api.drafts.createImported.mutationOptions());
  const [files, setFiles] = useState<readonly BatchFile[]>([]);
  // Files that were put away are not read on.
  const round = useRef(0);
  useEffect(() => () => void (round.current += 1), []);

  const change = useCallback((key: number, to: (file: BatchFile, all: readonly BatchFile[]) => Partial<BatchFile>): void => {
    setFiles((all) => all.map((file) => (file.key === key ? { ...file, ...to(file, all) } : file)));
  }, []);
  const move = (key: number, state: BatchState): void => change(key, () => ({ state }));

  const read = async (key: number, given: () => ReturnType<typeof readGivenFile>): Promise<void> => {
    move(key, { at: "reading" });
    const file = await given();
    if ("title" in file) return move(key, { at: "refused", why: `${file.title}. ${file.text}` });
    change(key, () => ({ file }));
    try {
      const answer = await readImport(file);
      change(key, (_, all) => ({ state: stateOf(answer, idsOf(all.filter((other) => other.key !== key))) }));
    } catch (error) {
      move(key, { at: "unread", why: apiErrorMessage(error) });
    }
  };

  const begin = async (chosen: readonly File[]): Promise<void> => {
    const mine = (round.current += 1);
    setFiles(chosen.map(({ name }, key) => ({ key, name, state: { at: "waiting" } })));
    const waiting = chosen.map((file, key) => ({ file, key }));
    const takeTurns = async (): Promise<void> => {
      for (let next = waiting.shift(); next && round.current === mine; next = waiting.shift()) {
        const { file, key } = next;
        await read(key, () => readGivenFile(file));
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, takeTurns));
  };

  const create = async ({ key, file, state }: BatchFile): Promise<void> => {
    if (state.at !== "read" || !file) return;
    const { reading, flowId } = state;
    move(key, { at: "creating", reading, flowId });
    try {
      const answer = await createImported({ ...file, flowId, name: reading.document.name });
      if (answer.ok) return move(key, { at: "created", reading, flowId: answer.flowId });
      move(key, { at: "read", reading, flowId, why: "message" in answer ? answer.message : whyText(answer.problems) });
    } catch (error) {
      move(key, { at: "read", reading, flowId, why: apiErrorMessage(error) });
    }
  };

  return {
    files,
    begin,
    again: ({ key, file }: BatchFile) => (file ? void read(key, () => Promise.resolve(file)) : undefined),
    create: async (those: readonly BatchFile[]): Promise<void> => {
      const mine = round.current;
      for (const one of those) if (round.current === mine) await create(one);
      void queries.invalidateQueries();
    },
    /** It got its draft elsewhere, under an id that the person chose. */
    created: (key: number, flowId: string) =>
      change(key, ({ state }) => ("reading" in state ? { state: { at: "created", reading: state.reading, flowId } } : {})),
    clear: () => {
      round.current += 1;
      setFiles([]);
    },
  };
}

export type ImportBatch = ReturnType<typeof useImportBatch>;
