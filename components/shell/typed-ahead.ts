export interface Typed {
  readonly text: string;
  /** Enter came after it: what the text leads to is wanted, and not the choice. */
  readonly isEntered: boolean;
}

const NOTHING: Typed = { text: "", isEntered: false };

/**
 * Keys that are pressed between asking for a dialog and having it, while its code is fetched: they are meant for the dialog,
 * and none of them for the page, where letters are shortcuts.
 */
export interface TypedAhead {
  /** Keys are kept from now on, until the dialog has come. */
  readonly begin: () => void;
  /** The dialog is here: what has been typed for it. From now on it takes its keys itself. */
  readonly end: () => Typed;
  /** Escape, or a press on the page, means that the dialog is no longer wanted. Has to be heard before what the page does. */
  readonly listen: (onUnwanted: () => void) => () => void;
}

export function createTypedAhead(): TypedAhead {
  let isHere = false;
  let typed: Typed | undefined;
  return {
    begin: () => {
      if (!isHere) typed ??= NOTHING;
    },
    end: () => {
      const kept = typed ?? NOTHING;
      isHere = true;
      typed = undefined;
      return kept;
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
        else typed = withKey(typed, event.key);
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

function withKey({ text, isEntered }: Typed, key: string): Typed {
  if (isEntered) return { text, isEntered };
  if (key === "Enter") return { text, isEntered: text !== "" };
  if (key === "Backspace") return { text: text.slice(0, -1), isEntered };
  return { text: key.length === 1 ? text + key : text, isEntered };
}
