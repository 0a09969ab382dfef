"use client";

import { Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { IconChevronsLeft, IconChevronsRight, IconLogout, IconSearch } from "@tabler/icons-react";
import { usePathname } from "next/navigation";
import { useState } from "react";
import type { Membership } from "#engine/runtime/people.ts";
import { Link } from "#components/ui/link.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { Badge, badgeOf, useBadges } from "./badges.tsx";
import { openCommandPalette } from "./lazy-command-palette.tsx";
import { leave } from "./leave.ts";
import { MorePlaces } from "./more-places.tsx";
import { destinations, isAt, morePlaces } from "./navigation.ts";
import classes from "./rail.module.css";
import { ThemeSwitch } from "./theme-switch.tsx";

const YEAR_SECONDS = 365 * 24 * 3_600;

export function Rail({ me, initiallyNarrow }: { readonly me: Membership; readonly initiallyNarrow: boolean }) {
  const [narrow, setNarrow] = useState(initiallyNarrow);
  const pathname = usePathname();
  const badges = useBadges();

  const toggle = (): void => {
    document.cookie = `omnilink-rail=${narrow ? "wide" : "narrow"}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    setNarrow(!narrow);
  };

  return (
    <nav className={classes["rail"]} data-narrow={narrow || undefined} aria-label="Main">
      <div className={classes["brand"]}>
        <Mark size={24} />
        <span className={classes["word"]}>OmniLink</span>
        <Tooltip label={narrow ? "Widen navigation" : "Narrow navigation"} position="right">
          <UnstyledButton
            className={classes["toggle"] ?? ""}
            onClick={toggle}
            aria-label={narrow ? "Widen navigation" : "Narrow navigation"}
          >
            {narrow ? <IconChevronsRight size={16} /> : <IconChevronsLeft size={16} />}
          </UnstyledButton>
        </Tooltip>
      </div>
      <UnstyledButton className={classes["search"] ?? ""} onClick={openCommandPalette} aria-label="Search and commands">
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <span className={classes["word"]}>Search</span>
        <kbd className={classes["keys"]}>Ctrl K</kbd>
      </UnstyledButton>
      <ul className={classes["places"]}>
        {destinations.map((place) => (
          <li key={place.href} data-more={morePlaces.includes(place) || undefined}>
            <Tooltip label={place.label} position="right" disabled={!narrow}>
              <Link
                href={place.href}
                className={classes["place"] ?? ""}
                aria-current={isAt(place, pathname) ? "page" : undefined}
              >
                <place.icon size={18} stroke={1.75} aria-hidden />
                <span className={classes["word"]}>{place.label}</span>
                <Badge {...badgeOf(badges, place.href)} />
              </Link>
            </Tooltip>
          </li>
        ))}
        <li className={classes["more"]}>
          <MorePlaces me={me} pathname={pathname} badges={badges} />
        </li>
      </ul>
      <div className={classes["foot"]}>
        <ThemeSwitch />
        <PersonMenu me={me} />
      </div>
    </nav>
  );
}

function PersonMenu({ me }: { readonly me: Membership }) {
  return (
    <Menu position="right-end" width={240} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes["person"] ?? ""} aria-label={`${me.name}, ${me.role}: account`}>
          <span className={classes["avatar"]} aria-hidden>
            {initials(me.name)}
          </span>
          <span className={classes["who"]}>
            <span className={classes["name"]}>{me.name}</span>
            <span className={classes["role"]}>
              {me.organization} · {me.role}
            </span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.email}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join("");
