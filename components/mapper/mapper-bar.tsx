import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { DraftState, DraftStore } from "#components/shared/draft/draft-state.ts";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import classes from "./mapper-page.module.css";

interface MapperBarProps {
  readonly store: DraftStore;
  readonly state: DraftState;
  readonly title: string;
  /** Of the field that is mapped. */
  readonly path: string;
  readonly children: ReactNode;
}

/** The top of the mapper: which field of which step it is, what can be done with it, and the flow's undo. */
export function MapperBar({ store, state: { draft, undo, redo }, title, path, children }: MapperBarProps) {
  return (
    <PageBar title={title} trail={trailTo(draft.document)} state={<span className={classes["state"]}>{path}</span>}>
      {children}
      <UndoButton label={undo.at(-1)} what="Undo" onClick={() => store.undo()} />
      <UndoButton label={redo.at(-1)} what="Redo" onClick={() => store.redo()} />
      <Button component={Link} href={`/flows/${draft.document.id}`}>
        Done
      </Button>
    </PageBar>
  );
}

export const trailTo = ({ id, name }: FlowDocument) => [
  { label: "Flows", href: "/flows" },
  { label: name, href: `/flows/${id}` },
];

interface UndoButtonProps {
  readonly what: "Undo" | "Redo";
  readonly label: string | undefined;
  readonly onClick: () => void;
}

function UndoButton({ what, label, onClick }: UndoButtonProps) {
  const Glyph = what === "Undo" ? IconArrowBackUp : IconArrowForwardUp;
  const name = label === undefined ? what : `${what}: ${label}`;
  return (
    <Tooltip label={label === undefined ? `Nothing to ${what.toLowerCase()}` : name}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={name} disabled={label === undefined} onClick={onClick}>
        <Glyph size={18} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}
