import { Button } from "@mantine/core";
import { IconTransform } from "@tabler/icons-react";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { trailTo } from "./mapper-bar.tsx";

interface NothingToMapProps {
  readonly document: FlowDocument;
  readonly nodeId: string;
  readonly isKnown: boolean;
}

/** The mapper of a step that is gone, or that makes no data. */
export function NothingToMap({ document, nodeId, isKnown }: NothingToMapProps) {
  return (
    <>
      <PageBar title={nodeId} trail={trailTo(document)} />
      <EmptyState
        icon={IconTransform}
        title={isKnown ? "This step has nothing to map" : "This step is not in the flow"}
        action={
          <Button component={Link} href={`/flows/${document.id}`} variant="default">
            Back to the flow
          </Button>
        }
      >
        {isKnown
          ? "The mapper is for steps that make data: a map, or a body or output that is an expression."
          : "It may have been removed or renamed. Open it again from the canvas."}
      </EmptyState>
    </>
  );
}
