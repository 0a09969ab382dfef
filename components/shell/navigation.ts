import {
  IconAlertTriangle,
  IconChecklist,
  IconChartBar,
  IconFileImport,
  IconRoute,
  IconServer2,
  IconTransform,
  IconPlayerPlay,
  IconPlus,
  IconUserCheck,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";

export interface Destination {
  readonly href: string;
  readonly label: string;
  readonly icon: Icon;
  readonly purpose: string;
  /** Another page that belongs to it. */
  readonly covers?: string;
  /** Of use only to those who may edit flows. */
  readonly forEditors?: true;
}

/** The rail and the command palette list the same places. */
export const destinations: readonly Destination[] = [
  { href: "/overview", label: "Overview", icon: IconChartBar, purpose: "What needs you, what ran, and what it was worth" },
  { href: "/flows", label: "Flows", icon: IconRoute, purpose: "Every deployed flow and how it is doing", covers: "/mappings" },
  { href: "/runs", label: "Runs", icon: IconPlayerPlay, purpose: "What is running, and what ran" },
  { href: "/approvals", label: "Approvals", icon: IconUserCheck, purpose: "Decisions runs are waiting for" },
  {
    href: "/reviews",
    label: "Reviews",
    icon: IconChecklist,
    purpose: "What is to go live, and waits for somebody to look at it",
  },
  { href: "/incidents", label: "Incidents", icon: IconAlertTriangle, purpose: "Runs that need a person to go on or be given up" },
  {
    href: "/environments",
    label: "Environments",
    icon: IconServer2,
    purpose: "Variables and connections of dev, test and production",
  },
  { href: "/people", label: "People", icon: IconUsers, purpose: "Who may do what" },
];

/** Of them a phone's bar shows the first four; the others are a press away. */
const ON_A_PHONE = 4;
export const morePlaces: readonly Destination[] = destinations.slice(ON_A_PHONE);

export const isAt = ({ href, covers = href }: Destination, pathname: string): boolean =>
  pathname.startsWith(href) || pathname.startsWith(covers);

/** What the palette lists beside them: what is reached from one of those. */
export const furtherDestinations: readonly Destination[] = [
  { href: "/flows?new", label: "New flow", icon: IconPlus, purpose: "Empty, or as a copy of another", forEditors: true },
  {
    href: "/import",
    label: "Import a flow",
    icon: IconFileImport,
    purpose: "From n8n, Amazon States Language, BPMN, Open Workflow or OmniLink",
    forEditors: true,
  },
  { href: "/mappings", label: "Mappings", icon: IconTransform, purpose: "What flows share to turn data into other data" },
];
