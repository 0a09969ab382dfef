import type { FlowNode } from "#engine/core/flow/flow-document.ts";
import type { CommentAnchor, FlowLayout, LayoutComment } from "#engine/core/flow/layout.ts";

export interface StoredComment extends LayoutComment {
  readonly id: string;
}

/** A node and one of its fields are in one thread each; that of the node holds those of its fields. */
const isAbout = (on: CommentAnchor, subject: CommentAnchor): boolean =>
  "node" in subject && subject.field === undefined ? "node" in on && on.node === subject.node : keyOf(on) === keyOf(subject);

const keyOf = (on: CommentAnchor): string =>
  "node" in on ? `node ${on.node} ${on.field ?? ""}` : "edge" in on ? `edge ${on.edge}` : `at ${on.at.x} ${on.at.y}`;

/** All comments on one thing, the oldest first; those on a node with those on its fields. */
export function threadOf({ comments = {} }: Pick<FlowLayout, "comments">, subject: CommentAnchor): readonly StoredComment[] {
  return Object.entries(comments)
    .filter(([, { on }]) => isAbout(on, subject))
    .map(([id, comment]) => ({ id, ...comment }))
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

export const openComments = (layout: Pick<FlowLayout, "comments">, subject: CommentAnchor): readonly StoredComment[] =>
  layout.comments === undefined ? [] : threadOf(layout, subject).filter(({ resolved }) => !resolved);

/** Places with at least one comment that is not resolved. */
export function commentedPlaces({
  comments = {},
}: Pick<FlowLayout, "comments">): readonly Extract<CommentAnchor, { readonly at: unknown }>[] {
  const places = new Map<string, Extract<CommentAnchor, { readonly at: unknown }>>();
  for (const { on, resolved } of Object.values(comments)) if ("at" in on && !resolved) places.set(keyOf(on), on);
  return [...places.values()];
}

/** Everything that is not resolved, the newest first; what was said at once stays in its order. */
export const everyOpenComment = ({ comments = {} }: Pick<FlowLayout, "comments">): readonly StoredComment[] =>
  Object.entries(comments)
    .filter(([, { resolved }]) => !resolved)
    .map(([id, comment]) => ({ id, ...comment }))
    .toSorted((a, b) => b.at.localeCompare(a.at));

/** What a comment is about, as people call it. */
export function subjectOf(on: CommentAnchor, nodes: readonly Pick<FlowNode, "id" | "name">[]): string {
  const nameOf = (id: string): string => nodes.find((node) => node.id === id)?.name ?? id;
  if ("node" in on) return nameOf(on.node);
  if ("at" in on) return "The flow";
  const [from = "", to = ""] = on.edge.split(">");
  return `${nameOf(from.split(".")[0]!)} → ${nameOf(to)}`;
}
