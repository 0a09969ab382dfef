"use client";

import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { AnalysisRequests, ProblemWithFixes } from "#components/shared/analysis/analyze.ts";
import { askAnalysis } from "#components/shared/analysis/ask-analysis.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { useWholeDocument } from "#components/shared/mappings/use-whole-document.ts";
import { useDesigner } from "../designer-context.ts";
import { useProduction } from "./use-production.ts";

/** Keeps the problems of the designer's store those of the draft. */
export function useProblemUpkeep(): void {
  const setProblems = useDesigner((state) => state.setProblems);
  const problems = useProblems();
  useEffect(() => setProblems(problems), [setProblems, problems]);
}

/**
 * Everything that is wrong with the draft, errors first, worked out beside the page: what the rules say a moment after the
 * last edit, what types say when nobody has typed for a while, and what production does not have of what the flow names.
 * The last only warns: the flow may go live elsewhere first.
 */
export function useProblems(): readonly ProblemWithFixes[] {
  const draft = useDraft((state) => state.draft);
  const document = useWholeDocument(draft.document);
  const { layout } = draft;
  const supplies = useProduction();
  const byRules = useAnswer("check", { ...draft, document }, [document, layout.disabled], RULES_PAUSE_MS);
  const byTypes = useAnswer("types", { document }, [document, undefined], TYPES_PAUSE_MS);
  const byNeeds = useAnswer("needs", supplies && { document, supplies }, [document, supplies], TYPES_PAUSE_MS);
  return useMemo(
    () => [
      ...(byRules ?? []),
      ...(byTypes ?? []).map((problem) => ({ ...problem, fixes: [] })),
      ...(byNeeds ?? []).map((problem) => ({ ...problem, severity: "warning" as const, fixes: [] })),
    ],
    [byRules, byTypes, byNeeds],
  );
}

const RULES_PAUSE_MS = 100;
const TYPES_PAUSE_MS = 400;

type Checks = "check" | "types" | "needs";

/**
 * Asks again when what the answer is about has changed: where boxes stand and what is pinned has no part in what is wrong.
 * Without a request, nothing is known.
 */
function useAnswer<Type extends Checks>(
  type: Type,
  request: AnalysisRequests[Type]["request"] | undefined,
  [document, other]: readonly [FlowDocument, unknown],
  pauseMs: number,
) {
  const [answer, setAnswer] = useState<AnalysisRequests[Type]["answer"]>();
  const current = useEffectEvent(() => request);
  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(() => {
      const asked = current();
      if (asked === undefined) return;
      askAnalysis(type, asked, type).then(
        (found) => (isOld ? undefined : setAnswer(() => found)),
        // A newer question took its place, or the worker could not be started: what is known stays.
        () => undefined,
      );
    }, pauseMs);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [type, document, other, pauseMs]);
  return answer;
}
