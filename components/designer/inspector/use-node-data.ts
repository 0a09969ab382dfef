"use client";

import { useEffect, useState } from "react";
import type { Samples } from "#engine/core/edit/flow-draft.ts";
import type { NodeData } from "#components/shared/analysis/analyze.ts";
import { askAnalysis } from "#components/shared/analysis/ask-analysis.ts";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { useWholeDocument } from "#components/shared/mappings/use-whole-document.ts";

const PAUSE_MS = 80;

interface Loaded {
  readonly of: string | undefined;
  readonly data: NodeData;
}

/**
 * What is in scope at a node and what it gives, for the draft as it is; without a node, of the flow. `results` are the
 * outputs of the last try. While it is worked out again, what was known of the same node stays.
 */
export function useNodeData(nodeId: string | undefined, results: Samples | undefined): NodeData | undefined {
  const { document: written, samples } = useDraft((state) => state.draft);
  const document = useWholeDocument(written);
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let isOld = false;
    const timer = setTimeout(() => {
      const source = { document, samples, ...(results ? { results } : {}), ...(nodeId === undefined ? {} : { nodeId }) };
      askAnalysis("scope", source, "scope").then(
        (data) => (isOld ? undefined : setLoaded({ of: nodeId, data })),
        // A newer question took its place, or the worker could not be started: fields work without completion.
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [document, samples, results, nodeId]);
  return loaded?.of === nodeId ? loaded?.data : undefined;
}
