"use client";

import { Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronsLeft, IconChevronsRight, IconLogout, IconSearch } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import type { Membership } from "#engine/runtime/people.ts";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { openCommandPalette } from "./lazy-command-palette.tsx";
import { destinations } from "./navigation.ts";
import classes from "./rail.module.css";
import { ThemeSwitch } from "./theme-switch.tsx";

/** Loaded when it is wanted: who is signed in is known without it. */
const leave = async (): Promise<void> => {
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/sign-in" });
};

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
        {destinations.map(({ href, label, icon: Glyph, covers = href }) => (
          <li key={href}>
            <Tooltip label={label} position="right" disabled={!narrow}>
              <Link
                href={href}
                className={classes["place"] ?? ""}
                aria-current={pathname.startsWith(href) || pathname.startsWith(covers) ? "page" : undefined}
              >
                <Glyph size={18} stroke={1.75} aria-hidden />
                <span className={classes["word"]}>{label}</span>
                <Badge {...(badges[href] ?? NO_BADGE)} />
              </Link>
            </Tooltip>
          </li>
        ))}
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

interface BadgeProps {
  readonly count: number;
  /** What the figure means, for who cannot see where it stands. */
  readonly word: string;
  readonly tone: "warn" | "bad";
}

const NO_BADGE: BadgeProps = { count: 0, word: "", tone: "warn" };

function Badge({ count, word, tone }: BadgeProps) {
  if (count === 0) return null;
  return (
    <span className={classes["count"]} data-tone={tone}>
      {count > 99 ? "99+" : count}
      <span className={classes["spoken"]}> {word}</span>
    </span>
  );
}

/** What waits for people, by the place where they deal with it. */
function useBadges(): Readonly<Record<string, BadgeProps>> {
  const api = useApi();
  const every = { refetchInterval: 5_000 };
  const approvals = useQuery(api.approvals.list.queryOptions({ status: "pending", limit: 100 }, every));
  const reviews = useQuery(api.reviews.list.queryOptions({ which: "open" }, every));
  const incidents = useQuery(api.incidents.countOpen.queryOptions(undefined, every));
  return {
    "/approvals": { count: approvals.data?.filter(({ mine }) => mine?.may).length ?? 0, word: "waiting for you", tone: "warn" },
    "/reviews": reviewBadge(reviews.data ?? []),
    "/incidents": { count: incidents.data?.count ?? 0, word: "open", tone: "bad" },
  };
}

/** A version that went live without its review is everybody's business. */
function reviewBadge(reviews: ApiOutputs["reviews"]["list"]): BadgeProps {
  const owed = reviews.filter(({ status }) => status === "owed").length;
  const mine = reviews.filter(({ status, waitsForMe }) => status !== "owed" && waitsForMe !== undefined).length;
  return {
    count: owed + mine,
    word: owed > 0 ? "to look at, some live without review" : "for you",
    tone: owed > 0 ? "bad" : "warn",
  };
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join("");
