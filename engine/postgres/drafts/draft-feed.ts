import type pg from "pg";
import type { Presence } from "../../runtime/drafts.ts";
import { Bell } from "../bell.ts";
import { startEventListener } from "../event-listener.ts";

/**
 * What goes on in drafts, between all web processes: one LISTEN connection per process. A note about edits only says "look
 * again". Who is here travels in the notes themselves and is kept in the memory of each process that has a watcher; nobody
 * needs it after a restart.
 */
export interface DraftFeed {
  watch(flowId: string, clientId: string): DraftWatch;
  /** Says that a draft or its live version changed; within a transaction it is heard when that commits. */
  announce(flowId: string, presence: Presence): Promise<void>;
  close(): Promise<void>;
}

export interface DraftWatch {
  /** Resolves when something happened since the last call, at the latest after `maxWaitMs`, or when the signal aborts. */
  changed(maxWaitMs: number, signal: AbortSignal): Promise<void>;
  /** The others who are here; `undefined` when they are as they were at the last call. */
  others(): readonly Presence[] | undefined;
  close(): Promise<void>;
}

/** Who has not been heard of for this long has gone, or lost the line. */
const FORGET_AFTER_MS = 30_000;

type Note =
  | { readonly flow: string; readonly type: "changed" }
  | { readonly flow: string; readonly type: "here"; readonly presence: Presence }
  | { readonly flow: string; readonly type: "gone"; readonly clientId: string }
  | { readonly flow: string; readonly type: "who" };

export async function notifyDrafts(client: Pick<pg.Pool, "query">, note: Note): Promise<void> {
  await client.query("select pg_notify('omnilink_drafts', $1)", [JSON.stringify(note)]);
}

interface Room {
  readonly watchers: Set<{ readonly bell: Bell; clientId: string; isStale: boolean }>;
  readonly people: Map<string, { readonly presence: Presence; readonly timer: NodeJS.Timeout }>;
}

export async function startDraftFeed(url: string, pool: Pick<pg.Pool, "query">): Promise<DraftFeed> {
  const rooms = new Map<string, Room>();
  const listener = await startEventListener({
    url,
    onDrafts: (payload) => hear(rooms, pool, JSON.parse(payload) as Note),
    onGap: () => rooms.forEach(ringAll),
  });
  return {
    watch: (flowId, clientId) => watch(rooms, pool, flowId, clientId),
    announce: (flow, presence) => notifyDrafts(pool, { flow, type: "here", presence }),
    close: async () => {
      for (const { people } of rooms.values()) for (const { timer } of people.values()) clearTimeout(timer);
      await listener.close();
    },
  };
}

function watch(rooms: Map<string, Room>, pool: Pick<pg.Pool, "query">, flow: string, clientId: string): DraftWatch {
  const room: Room = rooms.get(flow) ?? { watchers: new Set(), people: new Map() };
  rooms.set(flow, room);
  const watcher = { bell: new Bell(), clientId, isStale: true };
  room.watchers.add(watcher);
  void notifyDrafts(pool, { flow, type: "who" }).catch(() => {});
  return {
    changed: (maxWaitMs, signal) => watcher.bell.heard(maxWaitMs, signal),
    others: (): readonly Presence[] | undefined => {
      if (!watcher.isStale) return undefined;
      watcher.isStale = false;
      return [...room.people.values()].map(({ presence }) => presence).filter((presence) => presence.clientId !== clientId);
    },
    close: async () => {
      room.watchers.delete(watcher);
      if (room.watchers.size === 0) forgetRoom(rooms, flow, room);
      await notifyDrafts(pool, { flow, type: "gone", clientId });
    },
  };
}

function forgetRoom(rooms: Map<string, Room>, flow: string, { people }: Room): void {
  for (const { timer } of people.values()) clearTimeout(timer);
  rooms.delete(flow);
}

function hear(rooms: Map<string, Room>, pool: Pick<pg.Pool, "query">, note: Note): void {
  const room = rooms.get(note.flow);
  if (!room) return;
  if (note.type === "changed") ringAll(room);
  else if (note.type === "here") arrive(room, note.presence);
  else if (note.type === "gone") leave(room, note.clientId);
  else tell(room, pool, note.flow);
}

/** A process that begins to watch has not heard of those who are here already. */
function tell(room: Room, pool: Pick<pg.Pool, "query">, flow: string): void {
  const own = new Set([...room.watchers].map(({ clientId }) => clientId));
  for (const { presence } of room.people.values())
    if (own.has(presence.clientId)) void notifyDrafts(pool, { flow, type: "here", presence }).catch(() => {});
}

function arrive(room: Room, presence: Presence): void {
  const known = room.people.get(presence.clientId);
  clearTimeout(known?.timer);
  const timer = setTimeout(() => leave(room, presence.clientId), FORGET_AFTER_MS).unref();
  room.people.set(presence.clientId, { presence, timer });
  if (JSON.stringify(known?.presence) !== JSON.stringify(presence)) markPeople(room);
}

function leave(room: Room, clientId: string): void {
  const known = room.people.get(clientId);
  if (!known) return;
  clearTimeout(known.timer);
  room.people.delete(clientId);
  markPeople(room);
}

function markPeople(room: Room): void {
  for (const watcher of room.watchers) watcher.isStale = true;
  ringAll(room);
}

function ringAll({ watchers }: Room): void {
  for (const { bell } of watchers) bell.ring();
}
