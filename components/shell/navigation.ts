import {
  IconAlertTriangle,
  IconChecklist,
  IconChartBar,
  IconRoute,
  IconPlayerPlay,
  IconUserCheck,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";

export interface Destination {
  readonly href: string;
  readonly label: string;
  readonly icon: Icon;
  readonly purpose: string;
}

/** The rail and the command palette list the same places. */
export const destinations: readonly Destination[] = [
  { href: "/overview", label: "Overview", icon: IconChartBar, purpose: "What needs you, what ran, and what it was worth" },
  { href: "/flows", label: "Flows", icon: IconRoute, purpose: "Every deployed flow and how it is doing" },
  { href: "/runs", label: "Runs", icon: IconPlayerPlay, purpose: "What is running, and what ran" },
  { href: "/approvals", label: "Approvals", icon: IconUserCheck, purpose: "Decisions runs are waiting for" },
  {
    href: "/reviews",
    label: "Reviews",
    icon: IconChecklist,
    purpose: "What is to go live, and waits for somebody to look at it",
  },
  { href: "/incidents", label: "Incidents", icon: IconAlertTriangle, purpose: "Runs that need a person to go on or be given up" },
  { href: "/people", label: "People", icon: IconUsers, purpose: "Who may do what" },
];
