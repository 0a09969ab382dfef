"use client";

import { setParent } from "#engine/core/edit/commands/set-parent.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { moveInto } from "../actions/edit-actions.ts";
import { nameOf } from "../actions/select-actions.ts";
import { bodiesOf } from "../canvas/geometry.ts";
import { useSession } from "../session/designer-session.ts";
import { ChoiceList, type Choice } from "./choice-dialog.tsx";
import { Floating } from "./floating.tsx";

const OUTSIDE = "";

/** Moving nodes into or out of a container without dragging. */
export function MoveIntoDialog({ nodeIds }: { readonly nodeIds: readonly string[] }) {
  const session = useSession();
  const graph = session.graph();
  const inner = bodiesOf(graph.nodes, new Set(nodeIds));
  const parents = new Set(graph.nodes.filter(({ id }) => nodeIds.includes(id)).map(({ parent }) => parent));
  const refusal = (parent: string | undefined): { readonly refused?: string } => {
    const result = setParent(session.draft(), nodeDefinitions, nodeIds, parent);
    return result.ok ? {} : { refused: result.reason };
  };
  const outside: Choice[] = parents.has(undefined)
    ? []
    : [
        {
          id: OUTSIDE,
          label: "Out of all containers",
          detail: "To the level of the flow",
          icon: "arrow-back-up",
          category: "control",
          ...refusal(undefined),
        },
      ];
  const containers = graph.nodes
    .filter(({ id, isContainer }) => isContainer && !inner.has(id) && !(parents.size === 1 && parents.has(id)))
    .map(({ id, label, kindTitle, icon, category }): Choice => ({
      id,
      label,
      detail: kindTitle,
      icon,
      category,
      ...refusal(id),
    }));
  const first = graph.nodes.find(({ id }) => id === nodeIds[0]);
  const at = (first && session.view?.toScreen({ x: first.x + first.width + 16, y: first.y })) ?? { x: 240, y: 160 };
  const what = nodeIds.length === 1 ? nameOf(session, nodeIds[0]!) : `${nodeIds.length} nodes`;
  return (
    <Floating at={at} label={`Move ${what}`} width={320}>
      <ChoiceList
        label={`Move ${what} into`}
        placeholder="Move into: type to search"
        choices={[...outside, ...containers]}
        onChoose={(id) => {
          session.surface.getState().close();
          moveInto(session, nodeIds, id === OUTSIDE ? undefined : id);
        }}
      />
    </Floating>
  );
}
