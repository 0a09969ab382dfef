import type { FlowPlan } from "../compile/flow-plan.ts";
import { newestFirst, type ChunkedList } from "./chunked-list.ts";
import { stepKey, type UndoEntry } from "./run-state.ts";

/**
 * Which entries of the undo stack may be undone at the same time. What a run has done is a tree: its containers, their turns,
 * the steps in a turn. Two entries part at one place of it. Where that place is free, because the container says that its
 * turns, or the steps inside it, are undone side by side, neither waits for the other; everywhere else the newer one comes
 * first, and is over before the older one begins.
 */
interface Place {
  readonly id: string;
  /** Set for a free place: how many undos below it may be under way. */
  readonly atMost?: number | undefined;
}

const ROOT: Place = { id: "" };

/**
 * Entries looked at for one that may begin. An item that has done more than this is undone by itself for a while: looking
 * past it would cost every event of a long undo as much as the whole stack is long.
 */
const LOOK_AHEAD = 1_000;

/** Entries whose undo may begin now beside those in hand, the newest first. */
export function entriesToBegin(
  plan: FlowPlan,
  undo: ChunkedList<UndoEntry>,
  inHand: readonly UndoEntry[],
  isWanted: (entry: UndoEntry) => boolean,
): readonly UndoEntry[] {
  const room = mostAtOnce(plan) - inHand.length;
  const begun: UndoEntry[] = [];
  const ahead = new Ahead();
  for (const entry of inHand) ahead.add(placesOf(plan, entry), true);
  const held = new Set(inHand.map(({ seq }) => seq));
  let looked = 0;
  for (const entry of newestFirst(undo)) {
    if (held.has(entry.seq)) continue;
    if (held.size + begun.length > 0 && ++looked > LOOK_AHEAD) break;
    if (!isWanted(entry)) continue;
    const places = placesOf(plan, entry);
    const verdict = ahead.judge(places);
    if (verdict === "begins") begun.push(entry);
    ahead.add(places, verdict === "begins");
    if (verdict === "closed" || begun.length >= room) break;
  }
  return begun;
}

/** What an entry has to wait for: all that is in hand, and all that is newer. */
class Ahead {
  readonly #below = new Map<string, number>();
  readonly #inHand = new Map<string, number>();

  add(places: readonly Place[], isInHand: boolean): void {
    for (const { id } of places) {
      this.#below.set(id, this.#countBelow(id) + 1);
      if (isInHand) this.#inHand.set(id, (this.#inHand.get(id) ?? 0) + 1);
    }
  }

  /** `closed`: it has to wait, and so has everything that is older. */
  judge(places: readonly Place[]): "begins" | "waits" | "closed" {
    let isFreeAbove = false;
    for (const [depth, { id, atMost }] of places.entries()) {
      const next = places[depth + 1];
      if (!next) break;
      const waits =
        atMost === undefined ? this.#countBelow(id) > this.#countBelow(next.id) : (this.#inHand.get(id) ?? 0) >= atMost;
      if (waits) return isFreeAbove ? "waits" : "closed";
      isFreeAbove ||= atMost !== undefined;
    }
    return "begins";
  }

  #countBelow(id: string): number {
    return this.#below.get(id) ?? 0;
  }
}

/** From the run down to the step: each container around it, and the turn of it that it was done in. */
function placesOf({ bodies }: FlowPlan, { within = [], nodeId, visit }: UndoEntry): readonly Place[] {
  const places = [ROOT];
  for (const turn of within.toReversed()) {
    const container = turn.slice(0, turn.lastIndexOf("/"));
    const undo = bodies[turn.slice(0, turn.indexOf("#"))]?.undo;
    // States of earlier releases do not say which turn it was.
    if (!turn.includes("/")) places.push({ id: turn });
    else
      places.push(
        { id: container, atMost: undo?.of === "turns" ? undo.atMost : undefined },
        { id: turn, atMost: undo?.of === "steps" ? undo.atMost : undefined },
      );
  }
  return [...places, { id: stepKey(nodeId, visit) }];
}

const most = new WeakMap<FlowPlan, number>();

/** How many undos of a run of this flow can be under way at all: 1 where no container says otherwise. */
export function mostAtOnce(plan: FlowPlan): number {
  const known = most.get(plan) ?? Math.max(1, ...Object.values(plan.bodies).map(({ undo }) => undo?.atMost ?? 1));
  most.set(plan, known);
  return known;
}
