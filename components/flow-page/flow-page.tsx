"use client";

import { ActionIcon, Button, SegmentedControl, Skeleton, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFileCode, IconPlayerPlay } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { LazyFlowCanvas, usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { mayStartRuns, useMembership } from "#components/shared/membership.tsx";
import { SourceView } from "#components/shared/source/source-view.tsx";
import { useHeat } from "#components/shared/heat/use-heat.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { ResizablePane, SidePanelToggle, useSidePanel } from "#components/ui/resizable-pane.tsx";
import classes from "./flow-page.module.css";
import { FlowPanel } from "./flow-panel.tsx";
import { NodePanel } from "./node-panel.tsx";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

/** Its form is only needed once somebody wants to start a run. */
const StartRunDrawer = partOnDemand(() =>
  import("#components/shared/start-run/start-run-drawer.tsx").then((module) => module.StartRunDrawer),
);

const TakeAsCode = partOnDemand(() => import("#components/shared/export/take-as-code.tsx").then((module) => module.TakeAsCode));

export type Flow = ApiOutputs["flows"]["get"];

const TRAIL = [{ label: "Flows", href: "/flows" }];

export function FlowPage({ flowId }: { readonly flowId: string }) {
  usePreloadedCanvas();
  const api = useApi();
  const flow = useQuery(api.flows.get.queryOptions({ flowId }, { staleTime: 30_000 }));
  if (flow.data) return <LoadedFlow flow={flow.data} />;
  return (
    <>
      <PageBar title={flowId} trail={TRAIL} />
      {flow.error ? (
        <div className={classes["notice"]}>
          <LoadFailure
            what="This flow"
            instead={{ label: "Go to flows", href: "/flows" }}
            error={flow.error}
            onRetry={() => void flow.refetch()}
          />
        </div>
      ) : (
        <div className={classes["page"]} role="group" aria-busy aria-label="Loading flow">
          <div className={classes["stage"]}>
            <Skeleton height="100%" radius={0} />
          </div>
          <ResizablePane edge="right" label="About this flow">
            <div className={classes["body"]}>
              <Skeleton height={48} />
              <Skeleton height={72} />
              <Skeleton height={160} />
            </div>
          </ResizablePane>
        </div>
      )}
    </>
  );
}

type Tab = "canvas" | "source";

function LoadedFlow({ flow }: { readonly flow: Flow }) {
  const me = useMembership();
  const [tab, setTab] = useState<Tab>("canvas");
  const [selected, setSelected] = useState<string>();
  const [, openPanel] = useSidePanel();
  const select = (nodeId: string | undefined): void => {
    setSelected(nodeId);
    if (nodeId !== undefined) openPanel(true);
  };
  const [starting, setStarting] = useState(false);
  const [taking, setTaking] = useState(false);
  const graph = useMemo(() => buildFlowGraph(flow.document, flow.layout, nodeDefinitions), [flow.document, flow.layout]);
  const node = graph.nodes.find(({ id }) => id === selected);
  const heat = useHeat(flow.flowId, flow.version);
  return (
    <>
      <PageBar title={flow.name} trail={TRAIL} state={<span className={classes["version"]}>v{flow.version}</span>}>
        {tab === "canvas" ? heat.control : null}
        <SegmentedControl
          size="xs"
          aria-label="View"
          value={tab}
          onChange={(value) => setTab(value === "source" ? "source" : "canvas")}
          data={[
            { value: "canvas", label: "Canvas" },
            { value: "source", label: "YAML" },
          ]}
        />
        <Tooltip label="Take as code">
          <ActionIcon variant="subtle" color="gray" size={30} aria-label="Take as code" onClick={() => setTaking(true)}>
            <IconFileCode size={17} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
        {mayStartRuns(me.role) ? (
          <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => setStarting(true)}>
            Start run
          </Button>
        ) : null}
        <SidePanelToggle />
      </PageBar>
      <div className={classes["page"]}>
        <div className={classes["stage"]}>
          {tab === "canvas" ? (
            <LazyFlowCanvas graph={graph} selected={selected} onSelect={select} marks={heat.marks} />
          ) : (
            <SourceView source={flow.source} />
          )}
        </div>
        <ResizablePane edge="right" label={node ? `Node ${node.label}` : "About this flow"}>
          {node && tab === "canvas" ? (
            <NodePanel node={node} graph={graph} document={flow.document} onSelect={select} />
          ) : (
            <FlowPanel flow={flow} />
          )}
        </ResizablePane>
      </div>
      {taking ? <TakeAsCode flowId={flow.flowId} sources={["live"]} onClose={() => setTaking(false)} /> : null}
      {starting ? <StartRunDrawer flow={flow} opened onClose={() => setStarting(false)} /> : null}
    </>
  );
}
