"use client";

import { FocusTrap, Portal } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Place } from "#components/shared/canvas/arrange.ts";
import { useSession } from "../session/designer-session.ts";
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
  const [place, setPlace] = useState(at);

  useLayoutEffect(() => {
    const height = box.current?.offsetHeight ?? 0;
    setPlace({
      x: Math.max(MARGIN, Math.min(at.x, window.innerWidth - width - MARGIN)),
      y: Math.max(MARGIN, Math.min(at.y, window.innerHeight - height - MARGIN)),
    });
  }, [at, width]);

  useEffect(() => {
    const before = document.activeElement;
    const { surface } = session;
    const closeOutside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target) && !isInPopup(event.target))
        surface.getState().close();
    };
    window.addEventListener("pointerdown", closeOutside, true);
    return () => {
      window.removeEventListener("pointerdown", closeOutside, true);
      giveFocusBack(session, before);
    };
  }, [session]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    session.surface.getState().close();
  };
  return (
    <Portal>
      <FocusTrap active innerRef={box}>
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

function giveFocusBack(session: ReturnType<typeof useSession>, before: Element | null): void {
  const [selected] = session.designer.getState().selection.nodes;
  if (selected !== undefined) session.view?.focus(selected);
  else if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
}
