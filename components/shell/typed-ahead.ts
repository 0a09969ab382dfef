/**
 * Keys that are pressed between asking for a dialog and having it, while its code is fetched: they are meant for the dialog,
 * and none of them for the page, where letters are shortcuts.
 */
export interface TypedAhead {
  /** Keys are kept from now on, until the dialog has come. */
  readonly begin: () => void;
  /** The dialog is here: what has been typed for it. From now on it takes its keys itself. */
  readonly end: () => string;
  /** Escape, or a press on the page, means that the dialog is no longer wanted. Has to be heard before what the page does. */
  readonly listen: (onUnwanted: () => void) => () => void;
}

export function createTypedAhead(): TypedAhead {
  let isHere = false;
  let typed: string | undefined;
  return {
    begin: () => {
      if (!isHere) typed ??= "";
    },
    end: () => {
      const text = typed ?? "";
      isHere = true;
      typed = undefined;
      return text;
    },
    listen: (onUnwanted) => {
      const leave = (): void => {
        if (typed === undefined) return;
        typed = undefined;
        onUnwanted();
      };
      const keep = (event: KeyboardEvent): void => {
        if (typed === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Escape") leave();
        else if (event.key === "Backspace") typed = typed.slice(0, -1);
        else if (event.key.length === 1) typed += event.key;
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      window.addEventListener("keydown", keep, true);
      window.addEventListener("pointerdown", leave, true);
      return () => {
        window.removeEventListener("keydown", keep, true);
        window.removeEventListener("pointerdown", leave, true);
      };
    },
  };
}
