import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { useApi } from "../api/trpc.tsx";
import { missingKeys } from "./mapping-keys.ts";

/**
 * The document of a draft with the reusable mappings that it will bring along when it is published, so that what is said about
 * it is what publishing would say. Until they have come, and where it uses none, the document as it is.
 */
export function useWholeDocument(document: FlowDocument): FlowDocument {
  const api = useApi();
  const keys = useMemo(() => missingKeys(document), [document]);
  // A version never changes; one that is not there yet may be published while somebody waits for it.
  const { data } = useQuery(
    api.mappings.find.queryOptions({ keys: [...keys] }, { enabled: keys.length > 0, placeholderData: (before) => before }),
  );
  return useMemo(
    () => (keys.length === 0 || data === undefined ? document : { ...document, mappings: { ...data, ...document.mappings } }),
    [document, keys, data],
  );
}
