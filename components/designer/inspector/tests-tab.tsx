"use client";

import { Button } from "@mantine/core";
import { IconPlayerPlay, IconTestPipe } from "@tabler/icons-react";
import { setTests } from "#engine/core/edit/commands/set-tests.ts";
import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import { useDraft, useDraftStore } from "#components/shared/draft/use-draft.ts";
import { useWholeDocument } from "#components/shared/mappings/use-whole-document.ts";
import { MappingTests, useTestedMapping } from "#components/shared/mapping-tests/mapping-tests.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { useDesigner } from "../designer-context.ts";
import { FlowScenarios } from "./flow-scenarios.tsx";
import { readInput } from "../try/try-store.ts";
import { useTry, useTryStore } from "../try/use-try.ts";

interface TestsTabProps {
  readonly node: FlowNode;
  /** What the node sees; absent while it is worked out. */
  readonly scope: ExpressionData | undefined;
}

const NO_SCHEMAS: Schemas = {};

/** The tests of a mapping, run where they are seen; other kinds are tried with their flow. */
export function TestsTab({ node, scope }: TestsTabProps) {
  const drafts = useDraftStore();
  const flowId = useDesigner((state) => state.flowId);
  const canEdit = useDesigner((state) => state.canEdit);
  const { schemas, mappings } = useWholeDocument(useDraft(({ draft }) => draft.document));
  const mapping = useTestedMapping(node, schemas ?? NO_SCHEMAS, mappings);
  if (!mapping) return <TriedWithTheFlow node={node} />;
  return (
    <MappingTests
      flowId={flowId}
      nodeId={node.id}
      mapping={mapping}
      scope={scope}
      canEdit={canEdit}
      onTests={(tests, label) => void drafts.perform(setTests(drafts.getState().draft, node.id, tests, label))}
    />
  );
}

/** What reaches outside or waits is tested with what comes before it: once in a try, again and again in the flow's scenarios. */
function TriedWithTheFlow({ node }: { readonly node: FlowNode }) {
  const store = useTryStore();
  const openDrawer = useDesigner((state) => state.openDrawer);
  const draft = useDraft((state) => state.draft);
  const canEdit = useDesigner((state) => state.canEdit);
  const isReady = useTry((state) => readInput(state, draft) !== undefined);
  const run = (): void => {
    openDrawer("try");
    store.getState().run({ type: "node", nodeId: node.id });
  };
  const tryIt = (
    <Button size="xs" leftSection={<IconPlayerPlay size={14} aria-hidden />} disabled={!isReady} onClick={run}>
      Try this node
    </Button>
  );
  return (
    <>
      <EmptyState icon={IconTestPipe} title="Tested with the flow" action={tryIt}>
        A try runs {node.name ?? node.id} on sample data and calls nobody unasked. Scenarios run it with all the other steps.
      </EmptyState>
      {canEdit ? <FlowScenarios /> : null}
    </>
  );
}
