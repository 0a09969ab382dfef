"use client";

import { Button, Modal } from "@mantine/core";
import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useState } from "react";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { RedriveForm } from "#components/shared/redrive-many/redrive-form.tsx";
import type { toApiFilter } from "#components/shared/run-list/run-filter.ts";

type Filter = ReturnType<typeof toApiFilter>;

/** Sends all runs of the filter on that did not end well. Offered when the filter asks for such runs. */
export function RedriveFound({ filter }: { readonly filter: Filter }) {
  const me = useMembership();
  const [shown, setShown] = useState<Filter>();
  if (!mayOperateRuns(me.role) || (filter.status === undefined && filter.failureCode === undefined)) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerTrackNext size={16} stroke={1.75} />} onClick={() => setShown(filter)}>
        Redrive found…
      </Button>
      <Modal opened={shown !== undefined} onClose={() => setShown(undefined)} title="Redrive all runs found" size="lg">
        {shown ? <RedriveForm filter={shown} onClose={() => setShown(undefined)} /> : null}
      </Modal>
    </>
  );
}
