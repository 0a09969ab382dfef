"use client";

import { useCallback, useEffect, useRef, type ReactNode } from "react";

/**
 * The focus of dialogs, taken and given back in the moment they come and go. Mantine does both by a timer: a key that is
 * pressed before it fires would be a shortcut of the page behind, and the focus could be taken from what was opened since.
 *
 * Order when a dialog comes: its elements are on the page, then `takeFocus` runs, all before the next key is heard.
 */

const CONTROLS = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex]";

/** Gives the focus to what a dialog begins with: what is marked `data-autofocus`, else the first thing to do in it. */
export function takeFocus(dialog: HTMLElement): void {
  dialog.addEventListener("focusin", ({ target }) => target instanceof HTMLElement && markFocused(dialog, target));
  if (document.activeElement instanceof HTMLElement && dialog.contains(document.activeElement)) {
    return markFocused(dialog, document.activeElement);
  }
  const marked = dialog.querySelector<HTMLElement>("[data-autofocus]");
  (marked ?? beginningOf(dialog)).focus({ preventScroll: true });
}

/** Nobody opens a dialog to close it, so the button beside the title does not count. Where there is nothing to do, it is read from its title. */
function beginningOf(dialog: HTMLElement): HTMLElement {
  const title = dialog.querySelector<HTMLElement>("header > h2");
  const controls = [...dialog.querySelectorAll<HTMLElement>(CONTROLS)];
  const first = controls.find(
    (control) => control.tabIndex >= 0 && control.checkVisibility() && !title?.parentElement?.contains(control),
  );
  if (first) return first;
  title?.setAttribute("tabindex", "-1");
  return title ?? dialog;
}

/**
 * The timers of Mantine's trap focus what is marked, and come late on a busy page: whoever has gone on to the next field by
 * then would be taken back to the first. So the mark goes where the focus goes.
 */
function markFocused(dialog: HTMLElement, focused: HTMLElement): void {
  for (const marked of dialog.querySelectorAll("[data-autofocus]")) marked.removeAttribute("data-autofocus");
  focused.setAttribute("data-autofocus", "");
}

/** What a dialog is opened from, and where the focus goes when it closes. Of an entry of a menu, the button of the menu. */
function openerOf(focused: Element | null): Element | null {
  const menu = focused?.closest('[role="menu"]');
  const button = menu?.getAttribute("aria-labelledby");
  return button ? document.getElementById(button) : focused;
}

/** Gives the focus back unless it is somewhere already, for instance in a dialog that followed. */
export function giveFocusBack(opener: Element | null): void {
  const hasFocus = document.activeElement !== null && document.activeElement !== document.body;
  if (!hasFocus && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
}

/** What every `Modal` and `Drawer` has inside: see `theme.ts`. */
export function DialogFocus({ children }: { readonly children?: ReactNode }) {
  const opener = useRef<Element>(null);
  const arrive = useCallback((mark: HTMLElement | null): void => {
    const dialog = mark?.closest<HTMLElement>('[role="dialog"]');
    if (!dialog) return;
    if (!dialog.contains(document.activeElement)) opener.current = openerOf(document.activeElement);
    takeFocus(dialog);
  }, []);
  useEffect(() => () => giveFocusBack(opener.current), []);
  return (
    <>
      {children}
      <span hidden ref={arrive} />
    </>
  );
}
