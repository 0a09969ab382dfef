import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdit } from "#engine/core/edit/apply-edit.ts";
import { diffDrafts } from "#engine/core/edit/diff-drafts.ts";
import { emptyDraft, type FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { isInside, isReachable } from "#engine/core/edit/flow-shape.ts";
import { invertEdit } from "#engine/core/edit/invert-edit.ts";
import type { Edit } from "#engine/core/edit/operation.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import { layoutSchema } from "#engine/core/flow/layout.ts";
import { writeFlow } from "#engine/core/flow/write-flow.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { act, acts, gesture, type Gesture } from "./arbitraries/gesture.ts";

const gestures = fc.array(gesture, { minLength: 1, maxLength: 80, size: "max" });

interface Session {
  readonly start: FlowDraft;
  readonly end: FlowDraft;
  readonly edits: readonly Edit[];
}

/** What a person ends up with who makes these gestures in a row. */
function edit(made: readonly Gesture[], start = emptyDraft("flow", "Flow")): Session {
  const edits: Edit[] = [];
  let end = start;
  for (const one of made) {
    const result = act(end, one);
    if (!result.ok) continue;
    edits.push(result.edit);
    end = applyEdit(end, result.edit);
  }
  return { start, end, edits };
}

const bytes = (draft: FlowDraft): string => JSON.stringify(draft);

describe("random edits", () => {
  it("give back the same bytes when all are undone, and the same end when all are redone", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(gestures, gestures, (before, made) => {
        const { start, end, edits } = edit(made, edit(before).end);
        const undone = edits.toReversed().reduce((draft, one) => applyEdit(draft, invertEdit(one)), end);
        expect(bytes(undone)).toBe(bytes(start));
        expect(writeFlow(undone.document)).toBe(writeFlow(start.document));
        const redone = edits.reduce((draft, one) => applyEdit(draft, invertEdit(invertEdit(one))), undone);
        expect(bytes(redone)).toBe(bytes(end));
      }),
      { numRuns: 150 },
    );
  });

  it("never change the draft they start from", () => {
    fc.assert(
      fc.property(gestures, gesture, (before, made) => {
        const { end } = edit(before);
        const text = bytes(end);
        edit([made], end);
        expect(bytes(end)).toBe(text);
      }),
    );
  });

  it(
    "never leave an edge without its ends, across a border or in a circle, nor a node in nowhere or in itself",
    { timeout: 60_000 },
    () => {
      fc.assert(
        fc.property(gestures, (made) => {
          const { nodes, edges } = edit(made).end.document;
          const byId = new Map(nodes.map((node) => [node.id, node]));
          expect(byId.size).toBe(nodes.length);
          for (const { from, to, kind } of edges) {
            expect(byId.get(from)?.parent).toBe(byId.get(to)!.parent);
            if (kind !== "compensation") expect(isReachable(edges, to, from), `${from} to ${to}`).toBe(false);
          }
          for (const { id, parent } of nodes) {
            if (parent === undefined) continue;
            expect(byId.has(parent)).toBe(true);
            expect(isInside(nodes, parent, id)).toBe(false);
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it("keep a layout that can be read, which speaks of nothing that is gone", () => {
    fc.assert(
      fc.property(gestures, (made) => {
        const { document, layout, samples } = edit(made).end;
        const ids = new Set(document.nodes.map(({ id }) => id));
        expect(layoutSchema.safeParse(layout).error).toBeUndefined();
        expect([...Object.keys(layout.positions), ...Object.keys(samples)].filter((id) => !ids.has(id))).toEqual([]);
        expect(Object.values(layout.groups ?? {}).flatMap(({ nodes }) => nodes.filter((id) => !ids.has(id)))).toEqual([]);
      }),
    );
  });

  it("can be told from the two drafts alone", () => {
    fc.assert(
      fc.property(gestures, gestures, (one, other) => {
        const [from, to] = [edit(one).end, edit(other).end];
        const operations = diffDrafts(from, to);
        const reached = applyEdit(from, { label: "Become the other", operations });
        expect(jsonEqual(sorted(reached), sorted(to))).toBe(true);
        expect(bytes(applyEdit(reached, invertEdit({ label: "", operations })))).toBe(bytes(from));
        expect(diffDrafts(to, to)).toEqual([]);
      }),
    );
  });

  it("make use of every command", () => {
    const random = seededRandom(1, "gestures");
    const number = (): number => Math.floor(random() * 10_000);
    const names = Object.keys(acts);
    const succeeded = new Set<string>();
    let draft = emptyDraft("flow", "Flow");
    for (let turn = 0; turn < 3_000; turn++) {
      const name = names[number() % names.length]!;
      const result = acts[name]!(draft, { what: 0, first: number(), second: number(), third: number() });
      if (!result.ok || (draft.document.nodes.length > 40 && (result.created?.length ?? 0) > 0)) continue;
      succeeded.add(name);
      draft = applyEdit(draft, result.edit);
    }
    expect(names.filter((name) => !succeeded.has(name))).toEqual([]);
  });
});

/** The order of nodes in the list means nothing. */
const sorted = ({ document, layout, samples }: FlowDraft): JsonValue =>
  ({
    document: { ...document, nodes: document.nodes.toSorted((left, right) => left.id.localeCompare(right.id)) },
    layout,
    samples,
  }) as unknown as JsonValue;
