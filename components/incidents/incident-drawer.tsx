"use client";

import { Button, Drawer } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { GroupDetails } from "./group-details.tsx";
import { IncidentDetails } from "./incident-details.tsx";
import type { OpenedIncidents } from "./incident-filter.ts";
import type { Incident } from "./incident-kinds.ts";

interface IncidentDrawerProps {
  readonly opened: OpenedIncidents;
  readonly status: Incident["status"];
  readonly onShow: (opened: OpenedIncidents) => void;
}

/** What is open beside the list: an incident, incidents with one cause, or one of these with the way back to the others. */
export function IncidentDrawer({ opened: { incident, group }, status, onShow }: IncidentDrawerProps) {
  const [lastOpened, setLastOpened] = useState<string>();
  const isOpen = incident !== undefined || group !== undefined;
  const title = incident === undefined && group !== undefined ? "Incidents with one cause" : "Incident";
  const back = (): void => onShow(group === undefined ? {} : { group });
  const open = (one: string): void => {
    setLastOpened(one);
    onShow({ group, incident: one });
  };
  return (
    <Drawer
      opened={isOpen}
      onClose={() => onShow({})}
      position="right"
      size={480}
      title={title}
      closeButtonProps={{ "aria-label": "Close incident" }}
    >
      {group !== undefined && incident !== undefined ? (
        <Button
          variant="subtle"
          size="compact-sm"
          mb="sm"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          autoFocus
          onClick={back}
        >
          All with this cause
        </Button>
      ) : null}
      {incident === undefined ? null : <IncidentDetails key={incident} incidentId={incident} onClose={back} />}
      {incident === undefined && group !== undefined ? (
        <GroupDetails
          key={group}
          incidentId={group}
          status={status}
          cameFrom={lastOpened}
          onOpen={open}
          onClose={() => onShow({})}
        />
      ) : null}
    </Drawer>
  );
}
