"use client";

import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { connect } from "#engine/core/edit/commands/connect.ts";
import { omitUndefined } from "#engine/core/omit-undefined.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { Output } from "#components/shared/canvas/canvas-editing.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { connectNodes, outputsOf } from "../actions/add-actions.ts";
import { nameOf } from "../actions/select-actions.ts";
import quick from "../quick-add/quick-add.module.css";
import { useSession, type DesignerSession } from "../session/designer-session.ts";
import { ChoiceList, type Choice } from "./choice-dialog.tsx";
import { Floating } from "./floating.tsx";

/** Connecting without a mouse: an output of the node, then a target from a list; what cannot be connected says why. */
export function ConnectDialog({ nodeId }: { readonly nodeId: string }) {
  const session = useSession();
  const graph = session.graph();
  const outputs = outputsOf(graph, nodeId);
  const [index, setIndex] = useState(0);
  const output = outputs[index];
  const choices = output ? targetsOf(session, graph, output) : [];
  const node = graph.nodes.find(({ id }) => id === nodeId);
  const at = (node && session.view?.toScreen({ x: node.x + node.width + 16, y: node.y })) ?? { x: 240, y: 160 };
  const close = session.surface.getState().close;
  return (
    <Floating at={at} label={`Connect ${nameOf(session, nodeId)}`} width={320}>
      {outputs.length > 1 ? (
        <NativeSelect
          size="xs"
          className={quick["after"] ?? ""}
          aria-label="From output"
          value={String(index)}
          data={outputs.map(({ label, isUsed }, place) => ({
            value: String(place),
            label: `From ${label}${isUsed ? " (in use)" : ""}`,
          }))}
          onChange={(event) => setIndex(Number(event.currentTarget.value))}
        />
      ) : null}
      {output ? (
        <ChoiceList
          label={`Connect ${nameOf(session, nodeId)} to`}
          placeholder="Connect to: type to search"
          choices={choices}
          onChoose={(target) => {
            if (connectNodes(session, output, target)) close();
          }}
        />
      ) : (
        <p className={quick["where"]} style={{ paddingBottom: 12 }}>
          Nothing can follow {nameOf(session, nodeId)}: the run ends there.
        </p>
      )}
    </Floating>
  );
}

/** Those that can be connected first, the nearest to the right before others. */
function targetsOf(session: DesignerSession, graph: FlowGraph, { nodeId: from, port, kind }: Output): readonly Choice[] {
  const draft = session.draft();
  return graph.nodes
    .filter(({ id }) => id !== from)
    .map((node): Choice => {
      const wish = { from, to: node.id, ...omitUndefined({ port, kind }) };
      const result = connect(draft, nodeDefinitions, wish);
      const where = node.inside.length > 0 ? ` · inside ${node.inside[0]}` : "";
      const look = {
        id: node.id,
        label: node.label,
        detail: `${node.kindTitle}${where}`,
        icon: node.icon,
        category: node.category,
      };
      return result.ok ? look : { ...look, refused: result.reason };
    })
    .toSorted((a, b) => Number(a.refused !== undefined) - Number(b.refused !== undefined));
}
