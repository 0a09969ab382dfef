import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdit } from "#engine/core/edit/apply-edit.ts";
import { isSettled, perform, redo, startSync, undo, type AcceptedEdit, type SyncState } from "#engine/core/edit/draft-sync.ts";
import { emptyDraft, type FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { isReachable } from "#engine/core/edit/flow-shape.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { act } from "./arbitraries/gesture.ts";
import { DraftWorld } from "./draft-world.ts";

const bytes = (draft: FlowDraft): string => JSON.stringify(draft);
const seeds = fc.noBias(fc.nat({ max: 2 ** 31 }));

/** Windows that edit, undo and redo at random over a network that delays, loses and repeats, until all is quiet. */
function session(seed: number, clients: number, gestures: number): DraftWorld {
  const random = seededRandom(seed, "people");
  const number = (): number => Math.floor(random() * 10_000);
  const world = new DraftWorld(emptyDraft("flow", "Flow"), clients, seededRandom(seed, "network"));
  for (let turn = 0; turn < gestures * clients; turn++) {
    world.change(number() % clients, (state) => gestureOf(state, turn, number));
    for (let step = number() % 4; step > 0; step--) world.step();
  }
  world.settle();
  return world;
}

function gestureOf(state: SyncState, at: number, number: () => number): SyncState {
  const what = number();
  if (what % 10 === 0) return undo(state, at)?.state ?? state;
  if (what % 17 === 0) return redo(state, at)?.state ?? state;
  const isLarge = state.draft.document.nodes.length > 25;
  const result = act(state.draft, { what: number(), first: number(), second: number(), third: number() });
  if (!result.ok || (isLarge && (result.created?.length ?? 0) > 0)) return state;
  return perform(state, result.edit, { at, ...(what % 3 === 0 ? { merge: "typing" } : {}) });
}

function expectAgreement({ server, start, states }: DraftWorld): void {
  const replayed = server.log.reduce((draft, { edit }) => applyEdit(draft, edit), start);
  expect(bytes(replayed)).toBe(bytes(server.draft));
  for (const state of states) {
    expect(isSettled(state)).toBe(true);
    expect(bytes(state.draft)).toBe(bytes(server.draft));
  }
}

function expectEachOnce(log: readonly AcceptedEdit[]): void {
  const names = log.map(({ clientId, editId }) => `${clientId} ${editId}`);
  expect(new Set(names).size).toBe(names.length);
  expect(log.map(({ revision }) => revision)).toEqual(log.map((_, index) => index + 1));
}

function expectWholeWiring({ document: { nodes, edges } }: FlowDraft): void {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  expect(parents.size).toBe(nodes.length);
  for (const { parent } of nodes) if (parent !== undefined) expect(parents.has(parent)).toBe(true);
  for (const { from, to, kind } of edges) {
    expect(parents.has(from) && parents.has(to)).toBe(true);
    if (kind !== "compensation") expect(isReachable(edges, to, from)).toBe(false);
  }
}

describe("windows that edit one draft at the same time", () => {
  it.each([2, 3])("all come to the server's draft: %i windows, 500 gestures each", { timeout: 60_000 }, (clients) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const world = session(seed, clients, 500);
        expectAgreement(world);
        expectEachOnce(world.server.log);
        expectWholeWiring(world.server.draft);
      }),
      { numRuns: 5 },
    );
  });

  it("agree after short sessions of every sort", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const world = session(seed, 2, 12);
        expectAgreement(world);
        expectEachOnce(world.server.log);
        expectWholeWiring(world.server.draft);
      }),
      { numRuns: 400 },
    );
  });

  it("give a person who is alone everything back by undoing", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = seededRandom(seed, "alone");
        const number = (): number => Math.floor(random() * 10_000);
        let state = startSync("a", emptyDraft("flow", "Flow"), 0);
        for (let turn = 0; turn < 100; turn++) {
          const result = act(state.draft, { what: number(), first: number(), second: number(), third: number() });
          if (result.ok) state = perform(state, result.edit, { at: turn * 100, ...(turn % 3 ? { merge: `k${turn >> 3}` } : {}) });
        }
        const end = bytes(state.draft);
        for (let back = undo(state, 0); back; back = undo(state, 0)) state = back.state;
        expect(bytes(state.draft)).toBe(bytes(emptyDraft("flow", "Flow")));
        for (let again = redo(state, 0); again; again = redo(state, 0)) state = again.state;
        expect(bytes(state.draft)).toBe(end);
      }),
      { numRuns: 30 },
    );
  });
});
