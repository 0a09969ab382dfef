"use client";

import NextLink from "next/link";
import { useState, type ComponentProps } from "react";

type LinkProps = Omit<ComponentProps<typeof NextLink>, "prefetch">;

/**
 * A link inside the product. What it leads to is fetched ahead when somebody points at it or reaches it by keyboard, not when
 * it comes into sight: a page with a list would ask the server for every line of it while the person waits for the page.
 */
export function Link({ onMouseEnter, onFocus, onTouchStart, ...props }: LinkProps) {
  const [isMeant, setMeant] = useState(false);
  const meant =
    <Happening,>(listener?: (happening: Happening) => void) =>
    (happening: Happening): void => {
      setMeant(true);
      listener?.(happening);
    };
  return (
    <NextLink
      {...props}
      prefetch={isMeant ? null : false}
      onMouseEnter={meant(onMouseEnter)}
      onFocus={meant(onFocus)}
      onTouchStart={meant(onTouchStart)}
    />
  );
}
