"use client";

import { Button, Drawer, SegmentedControl, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconLogout, IconSearch } from "@tabler/icons-react";
import type { Membership } from "#engine/runtime/people.ts";
import { Link } from "#components/ui/link.tsx";
import { Badge, badgeOf, type Badges } from "./badges.tsx";
import { leave } from "./leave.ts";
import { openCommandPalette } from "./lazy-command-palette.tsx";
import classes from "./more-sheet.module.css";
import { isAt, morePlaces } from "./navigation.ts";
import { colorSchemes } from "./theme-switch.tsx";

interface MoreSheetProps {
  readonly me: Membership;
  readonly pathname: string;
  readonly badges: Badges;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** The rest of the places, search, theme and account, at the thumb. Escape and a press beside it close it. */
export function MoreSheet({ me, pathname, badges, opened, onClose }: MoreSheetProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title="More"
      closeButtonProps={{ "aria-label": "Close", size: 44, iconSize: 18 }}
      classNames={{ content: classes["sheet"] ?? "", body: classes["body"] ?? "" }}
    >
      <nav aria-label="More places">
        <ul className={classes["places"]}>
          {morePlaces.map((place) => (
            <li key={place.href}>
              <Link
                href={place.href}
                className={classes["place"] ?? ""}
                aria-current={isAt(place, pathname) ? "page" : undefined}
                onClick={onClose}
              >
                <place.icon size={20} stroke={1.75} aria-hidden />
                <span className={classes["text"]}>
                  {place.label}
                  <span className={classes["purpose"]}>{place.purpose}</span>
                </span>
                <Badge {...badgeOf(badges, place.href)} />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <UnstyledButton
        className={classes["place"] ?? ""}
        onClick={() => {
          onClose();
          openCommandPalette();
        }}
      >
        <IconSearch size={20} stroke={1.75} aria-hidden />
        <span className={classes["text"]}>Search and commands</span>
      </UnstyledButton>
      <Theme />
      <div className={classes["account"]}>
        <span className={classes["text"]}>
          {me.name}
          <span className={classes["purpose"]}>
            {me.organization} · {me.role}
          </span>
        </span>
        <Button variant="default" h={44} leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Button>
      </div>
    </Drawer>
  );
}

function Theme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      className={classes["theme"] ?? ""}
      classNames={{ label: classes["scheme"] ?? "" }}
      fullWidth
      aria-label="Theme"
      data={colorSchemes.map(({ value, label }) => ({ value, label }))}
      value={colorScheme}
      onChange={(value) => setColorScheme(value)}
    />
  );
}
