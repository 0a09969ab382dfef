"use client";

import { IconTestPipe } from "@tabler/icons-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";

/** Where the tests of a node are. */
export function TestsTab({ node }: { readonly node: FlowNode }) {
  return (
    <EmptyState icon={IconTestPipe} title="Tested with the flow">
      The scenarios beside the flow run {node.name ?? node.id} with all the other steps, without network and without waiting:{" "}
      <code className="mono">npx omnilink test</code>
    </EmptyState>
  );
}
