"use client";

import { FocusTrap, Portal } from "@mantine/core";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Place } from "#components/shared/canvas/arrange.ts";
import { giveFocusBack, takeFocus } from "#components/ui/dialog-focus.tsx";
import { useSession } from "../session/designer-session.ts";
import { SIDE_PANEL_ID } from "../side-panel-focus.ts";
import classes from "./overlays.module.css";

interface FloatingProps {
  /** On the screen. */
  readonly at: Place;
  readonly label: string;
  readonly width: number;
  readonly children: ReactNode;
}

const MARGIN = 12;

/** A small dialog at a place of the screen. Escape and a press elsewhere close it, and the focus goes back where it was. */
export function Floating({ at, label, width, children }: FloatingProps) {
  const session = useSession();
  const box = useRef<HTMLDivElement>(null);
  // It stays where it came. Were `arrive` another function with each place, the focus would be taken anew at each key.
  const [wanted] = useState(at);
  const [before] = useState(() => document.activeElement);
  const [place, setPlace] = useState(at);

  const arrive = useCallback(
    (dialog: HTMLDivElement | null): void => {
      box.current = dialog;
      if (!dialog) return;
      setPlace({
        x: Math.max(MARGIN, Math.min(wanted.x, window.innerWidth - width - MARGIN)),
        y: Math.max(MARGIN, Math.min(wanted.y, window.innerHeight - dialog.offsetHeight - MARGIN)),
      });
      takeFocus(dialog);
    },
    [wanted, width],
  );

  useEffect(() => {
    const { surface } = session;
    const closeOutside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target) && !isInPopup(event.target))
        surface.getState().close();
    };
    window.addEventListener("pointerdown", closeOutside, true);
    return () => {
      window.removeEventListener("pointerdown", closeOutside, true);
      giveBack(session, before);
    };
  }, [before, session]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    session.surface.getState().close();
  };
  return (
    <Portal>
      <FocusTrap active innerRef={arrive}>
        <div
          role="dialog"
          aria-label={label}
          className={classes["floating"]}
          style={{ width, left: place.x, top: place.y }}
          onKeyDown={onKeyDown}
        >
          {children}
        </div>
      </FocusTrap>
    </Portal>
  );
}

/** Lists of selects and menus opened from within lie elsewhere on the page. */
const isInPopup = (target: Node): boolean =>
  target instanceof Element && target.closest("[data-portal] [role=listbox], .mantine-Menu-dropdown") !== null;

/** What was opened from the panel at the right leads back there; from the canvas, to the node that is selected. */
function giveBack(session: ReturnType<typeof useSession>, before: Element | null): void {
  const [selected] = session.designer.getState().selection.nodes;
  const isFromPanel = before?.isConnected === true && before.closest(`#${SIDE_PANEL_ID}`) !== null;
  if (selected !== undefined && !isFromPanel) session.view?.focus(selected);
  else giveFocusBack(before);
}
