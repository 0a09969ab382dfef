import { useEffect, useState } from "react";

/**
 * What floats over the page gives the focus back when it goes: to the tree it was opened from. It is taken out of the page
 * at once, so nobody else does.
 */
export function useReturnFocus(): void {
  const [origin] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (origin instanceof HTMLElement && document.activeElement === document.body) origin.focus();
      });
    },
    [origin],
  );
}
