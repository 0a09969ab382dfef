"use client";

import { UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import type { Membership } from "#engine/runtime/people.ts";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";
import { Badge, badgeOfAll, type Badges } from "./badges.tsx";
import { isAt, morePlaces } from "./navigation.ts";
import classes from "./rail.module.css";

const MoreSheet = partOnDemand(() => import("./more-sheet.tsx").then((module) => module.MoreSheet));

interface MorePlacesProps {
  readonly me: Membership;
  readonly pathname: string;
  readonly badges: Badges;
}

/** On a phone the last of five targets: what does not fit beside the other four. */
export function MorePlaces({ me, pathname, badges }: MorePlacesProps) {
  const [isOpen, setOpen] = useState(false);
  const [isWanted, setWanted] = useState(false);
  return (
    <>
      <UnstyledButton
        className={classes["place"] ?? ""}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-current={morePlaces.some((place) => isAt(place, pathname)) ? "true" : undefined}
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
      >
        <IconDots size={18} stroke={1.75} aria-hidden />
        <span className={classes["word"]}>More</span>
        <Badge
          {...badgeOfAll(
            badges,
            morePlaces.map(({ href }) => href),
          )}
        />
      </UnstyledButton>
      {isWanted ? <MoreSheet me={me} pathname={pathname} badges={badges} opened={isOpen} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
