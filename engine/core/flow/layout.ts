import { z } from "zod";
import { identifier } from "./flow-document.ts";

/**
 * `layout.json`: where boxes stand, in canvas pixels, and what people drew and wrote around them. Changing this file never
 * changes the logic. A position is relative to the container around the node.
 */
const placeSchema = z.strictObject({ x: z.number(), y: z.number() });

export const GROUP_COLORS = ["gray", "blue", "green", "amber", "red", "violet"] as const;

/** A frame around some nodes; groups nest where the nodes of one are among those of another. */
export const groupSchema = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(2_000).optional(),
  color: z.enum(GROUP_COLORS).optional(),
  nodes: z.array(identifier).max(1_000),
  collapsed: z.boolean().optional(),
});

/**
 * What a comment speaks about: a node or one field of it (`config/url`), an edge by its key (`from.port>to`), or a place on
 * the canvas.
 */
export const commentAnchorSchema = z.union([
  z.strictObject({ node: identifier, field: z.string().min(1).max(300).exactOptional() }),
  z.strictObject({ edge: z.string().min(1).max(260) }),
  z.strictObject({ at: placeSchema }),
]);

export const commentSchema = z.strictObject({
  on: commentAnchorSchema,
  text: z.string().min(1).max(4_000),
  author: z.string().min(1).max(200),
  /** When it was written, ISO 8601. */
  at: z.iso.datetime(),
  resolved: z.boolean().optional(),
});

const layoutKey = z.string().min(1).max(64);

export const layoutSchema = z.strictObject({
  positions: z.record(z.string(), placeSchema),
  /** Nodes that automatic layout leaves where they are. */
  pinned: z.array(identifier).max(1_000).optional(),
  /** Nodes that tries pass by. Runs know nothing of it, and a draft with one is not published. */
  disabled: z.array(identifier).max(1_000).optional(),
  groups: z.record(layoutKey, groupSchema).optional(),
  comments: z.record(layoutKey, commentSchema).optional(),
});

export type FlowLayout = z.infer<typeof layoutSchema>;
export type Place = z.infer<typeof placeSchema>;
export type NodeGroup = z.infer<typeof groupSchema>;
export type CommentAnchor = z.infer<typeof commentAnchorSchema>;
export type LayoutComment = z.infer<typeof commentSchema>;
export type GroupColor = (typeof GROUP_COLORS)[number];
