"use client";

import type { FlowDocument, FlowNode } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowGraph, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { PanelHead } from "#components/ui/panel-head.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatIsoDuration } from "#components/ui/time.ts";
import { describeConfig, type ConfigField } from "./describe-config.ts";
import classes from "./flow-page.module.css";

interface NodePanelProps {
  readonly node: GraphNode;
  readonly graph: FlowGraph;
  readonly document: FlowDocument;
  readonly onSelect: (nodeId: string | undefined) => void;
}

/** How a node is configured, read-only: every field of its kind, its failure policy, and the ways in and out. */
export function NodePanel({ node, graph, document, onSelect }: NodePanelProps) {
  const authored = document.nodes.find(({ id }) => id === node.id);
  if (!authored) return null;
  const definition = nodeDefinitions.get(node.kind);
  const fields = describeConfig(authored.config ?? {}, definition);
  return (
    <>
      <PanelHead
        icon={<NodeIcon name={node.icon} size={18} />}
        title={node.label}
        closeLabel="Close node"
        onClose={() => onSelect(undefined)}
      >
        {node.kindTitle} · <span className="mono">{node.id}</span>
      </PanelHead>
      <div className={classes["body"]}>
        <p className={classes["text"]}>{authored.description ?? definition?.purpose}</p>
        {fields.length > 0 ? (
          <Section title="Configuration">
            {fields.map((field) => (
              <Field key={field.key} field={field} />
            ))}
          </Section>
        ) : null}
        <Policy node={authored} />
        <Ways node={node} graph={graph} onSelect={onSelect} />
      </div>
    </>
  );
}

function Field({ field }: { readonly field: ConfigField }) {
  return (
    <div className={classes["field"]}>
      <span>{field.label}</span>
      {field.text === undefined ? (
        <JsonTree value={field.value} what={field.label} />
      ) : (
        <pre className={classes["expression"]} data-expression={field.isExpression || undefined} tabIndex={0}>
          {field.text}
        </pre>
      )}
    </div>
  );
}

function Policy({ node: { retry, timeout, heartbeat } }: { readonly node: FlowNode }) {
  if (!retry && timeout === undefined && heartbeat === undefined) return null;
  const pause = retry?.initial === undefined ? "" : `, first after ${formatIsoDuration(retry.initial)}`;
  return (
    <Section title="When it goes wrong">
      <dl className={classes["facts"]}>
        {retry ? (
          <>
            <dt>Attempts</dt>
            <dd>
              up to {retry.maxAttempts}
              {pause}
            </dd>
          </>
        ) : null}
        {timeout === undefined ? null : (
          <>
            <dt>Time limit</dt>
            <dd>{formatIsoDuration(timeout)} per attempt</dd>
          </>
        )}
        {heartbeat === undefined ? null : (
          <>
            <dt>Silence</dt>
            <dd>at most {formatIsoDuration(heartbeat)}</dd>
          </>
        )}
      </dl>
    </Section>
  );
}

interface WaysProps {
  readonly node: GraphNode;
  readonly graph: FlowGraph;
  readonly onSelect: (nodeId: string) => void;
}

function Ways({ node, graph, onSelect }: WaysProps) {
  const nameOf = (id: string): string => graph.nodes.find((one) => one.id === id)?.label ?? id;
  const before = graph.edges.filter(({ to }) => to === node.id);
  const after = graph.edges.filter(({ from }) => from === node.id);
  return (
    <>
      {before.length > 0 ? (
        <Section title="Comes from">
          <WayList
            ways={before.map(({ id, from, kind, label }) => ({ id, kind, label, nodeId: from, name: nameOf(from) }))}
            onSelect={onSelect}
          />
        </Section>
      ) : null}
      {after.length > 0 ? (
        <Section title="Goes to">
          <WayList
            ways={after.map(({ id, to, kind, label }) => ({ id, kind, label, nodeId: to, name: nameOf(to) }))}
            onSelect={onSelect}
          />
        </Section>
      ) : null}
    </>
  );
}

interface Way {
  readonly id: string;
  readonly kind: string;
  readonly label: string | undefined;
  readonly nodeId: string;
  readonly name: string;
}

function WayList({ ways, onSelect }: { readonly ways: readonly Way[]; readonly onSelect: (nodeId: string) => void }) {
  return (
    <ul className={classes["ways"]}>
      {ways.map(({ id, kind, label, nodeId, name }) => (
        <li key={id}>
          <button type="button" className={classes["way"]} data-kind={kind} onClick={() => onSelect(nodeId)}>
            {name}
            {label === undefined ? null : <span>{label}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
