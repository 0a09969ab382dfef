"use client";

import { Avatar, Tooltip } from "@mantine/core";
import { titleById } from "#engine/core/edit/node-words.ts";
import { useDraft } from "./use-draft.ts";
import type { Presence } from "./draft-state.ts";

const SHOWN = 4;
const COLORS = ["indigo", "teal", "grape", "orange", "cyan", "pink"] as const;

/** The same color for a person everywhere, by their id. */
export function presenceColor(userId: string): (typeof COLORS)[number] {
  let sum = 0;
  for (const character of userId) sum = (sum * 31 + character.charCodeAt(0)) % 9_973;
  return COLORS[sum % COLORS.length]!;
}

/** Who else has this flow open, and what each of them is working on. Shows nothing to a person who is alone. */
export function PresenceAvatars() {
  const others = useDraft((state) => state.others);
  if (others.length === 0) return null;
  const more = others.slice(SHOWN);
  return (
    <Avatar.Group
      role="group"
      aria-label={`${others.length === 1 ? "1 other window is" : `${others.length} other windows are`} here`}
    >
      {others.slice(0, SHOWN).map((one) => (
        <Person key={one.clientId} person={one} />
      ))}
      {more.length === 0 ? null : (
        <Tooltip label={more.map(({ name }) => name).join(", ")}>
          <Avatar size={28} radius="xl">
            +{more.length}
          </Avatar>
        </Tooltip>
      )}
    </Avatar.Group>
  );
}

function Person({ person: { userId, name, nodeIds } }: { readonly person: Presence }) {
  const document = useDraft((state) => state.draft.document);
  const [nodeId] = nodeIds;
  const doing = nodeId === undefined ? `${name} is looking at this flow` : `${name} is at ${titleById(document, nodeId)}`;
  return (
    <Tooltip label={doing}>
      <Avatar size={28} radius="xl" name={name} color={presenceColor(userId)} alt={doing} tabIndex={0} />
    </Tooltip>
  );
}
