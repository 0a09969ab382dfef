"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { updateFlowText, writeFlow } from "#engine/core/flow/write-flow.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { SourceView } from "#components/shared/source/source-view.tsx";
import { useDesigner } from "./designer-context.ts";

/** The draft as `flow.yaml`: the published text with what changed, comments kept. */
export function DraftSource() {
  const api = useApi();
  const flowId = useDesigner((state) => state.flowId);
  const document = useDraft(({ draft }) => draft.document);
  const isPublished = useDraft((state) => state.liveVersion !== undefined);
  const published = useQuery(api.flows.get.queryOptions({ flowId }, { staleTime: 30_000, enabled: isPublished }));
  const source = published.data?.source;
  const text = useMemo(() => (source === undefined ? writeFlow(document) : updateFlowText(source, document)), [document, source]);
  return <SourceView source={text} />;
}
