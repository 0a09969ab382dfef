"use client";

import { Button, Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFileImport, IconRoute, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { mayEditFlows } from "#engine/core/role.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { FlowTabs } from "#components/shared/flow-tabs.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import classes from "./flow-list.module.css";
import { DraftRows } from "./draft-rows.tsx";
import { FlowRow } from "./flow-row.tsx";
import { NewFlow } from "./new-flow.tsx";

const REFRESH_MS = 5_000;

export function FlowList() {
  const api = useApi();
  const flows = useQuery(api.flows.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const [text, setText] = useState("");
  const shown = flows.data?.filter((flow) => matches(`${flow.name} ${flow.flowId} ${flow.description ?? ""}`, text));

  return (
    <>
      <PageBar title="Flows" state={<FlowTabs current="flows" />}>
        <ImportFlow />
        {flows.data ? <NewFlow flows={flows.data} /> : null}
      </PageBar>
      <div className={classes["page"]}>
        <TextInput
          className={classes["filter"] ?? ""}
          placeholder="Filter flows"
          aria-label="Filter flows"
          type="search"
          leftSection={<IconSearch size={16} stroke={1.75} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {flows.error ? <LoadFailure what="The flows" error={flows.error} onRetry={() => void flows.refetch()} /> : null}
        {flows.isPending ? <Loading /> : null}
        <DraftRows text={text} />
        {shown && shown.length > 0 ? (
          <ul className={classes["list"]} aria-label="Flows">
            {shown.map((flow) => (
              <FlowRow key={flow.flowId} flow={flow} />
            ))}
          </ul>
        ) : null}
        {flows.data?.length === 0 ? <NoFlows /> : null}
        {flows.data && flows.data.length > 0 && shown?.length === 0 ? (
          <EmptyState icon={IconSearch} title={`No flow matches “${text}”`}>
            The filter looks at name, id and description.
          </EmptyState>
        ) : null}
      </div>
    </>
  );
}

function ImportFlow() {
  const { role } = useMembership();
  if (!mayEditFlows(role)) return null;
  return (
    <Button component={Link} href="/import" variant="default" leftSection={<IconFileImport size={16} />}>
      Import a flow
    </Button>
  );
}

function Loading() {
  return (
    <div className={classes["list"]} role="group" aria-busy aria-label="Loading flows">
      {[0, 1, 2].map((row) => (
        <div key={row} className={classes["placeholder"]}>
          <Skeleton height={14} width="28%" />
          <Skeleton height={12} width="54%" mt={10} />
        </div>
      ))}
    </div>
  );
}

function NoFlows() {
  return (
    <EmptyState icon={IconRoute} title="No flow is deployed yet">
      A flow is a folder with a <span className="mono">flow.yaml</span>. The examples in <span className="mono">flows/</span> are deployed when
      OmniLink starts; to try one at once, run <span className="mono">npx omnilink run flows/orderApproval</span>.
    </EmptyState>
  );
}

function matches(haystack: string, text: string): boolean {
  return haystack.toLowerCase().includes(text.trim().toLowerCase());
}
