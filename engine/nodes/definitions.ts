import type { NodeDefinition, NodeDefinitions } from "../core/node-definition.ts";
import { approval } from "./approval/definition.ts";
import { assign } from "./assign/definition.ts";
import { branch } from "./branch/definition.ts";
import { http } from "./http/definition.ts";
import { join } from "./join/definition.ts";
import { map } from "./map/definition.ts";
import { stop } from "./stop/definition.ts";
import { triggerManual } from "./trigger-manual/definition.ts";
import { triggerWebhook } from "./trigger-webhook/definition.ts";
import { validate } from "./validate/definition.ts";
import { wait } from "./wait/definition.ts";

/** Every node kind, in the order of the palette. Adding a kind is a folder here and a line in this list. */
const definitions = {
  "trigger.manual": triggerManual,
  "trigger.webhook": triggerWebhook,
  map,
  assign,
  validate,
  branch,
  join,
  wait,
  stop,
  approval,
  http,
} as const satisfies Readonly<Record<string, NodeDefinition>>;

export type NodeKind = keyof typeof definitions;

export const nodeDefinitions: NodeDefinitions = new Map(Object.entries(definitions));
