import type { NodeDefinition, NodeDefinitions } from "../core/node-definition.ts";
import { approval } from "./approval/definition.ts";
import { assign } from "./assign/definition.ts";
import { block } from "./block/definition.ts";
import { branch } from "./branch/definition.ts";
import { compensate } from "./compensate/definition.ts";
import { forEach } from "./forEach/definition.ts";
import { emit } from "./emit/definition.ts";
import { form } from "./form/definition.ts";
import { http } from "./http/definition.ts";
import { join } from "./join/definition.ts";
import { loop } from "./loop/definition.ts";
import { map } from "./map/definition.ts";
import { notify } from "./notify/definition.ts";
import { placeholder } from "./placeholder/definition.ts";
import { respond } from "./respond/definition.ts";
import { stop } from "./stop/definition.ts";
import { subFlow } from "./subFlow/definition.ts";
import { triggerEvent } from "./trigger-event/definition.ts";
import { triggerManual } from "./trigger-manual/definition.ts";
import { triggerSchedule } from "./trigger-schedule/definition.ts";
import { triggerWebhook } from "./trigger-webhook/definition.ts";
import { validate } from "./validate/definition.ts";
import { wait } from "./wait/definition.ts";

/** Every node kind, in the order of the palette. Adding a kind is a folder here and a line in this list. */
const definitions = {
  "trigger.manual": triggerManual,
  "trigger.webhook": triggerWebhook,
  "trigger.schedule": triggerSchedule,
  "trigger.event": triggerEvent,
  map,
  assign,
  validate,
  branch,
  join,
  forEach,
  loop,
  block,
  subFlow,
  compensate,
  wait,
  stop,
  approval,
  form,
  http,
  emit,
  respond,
  notify,
  placeholder,
} as const satisfies Readonly<Record<string, NodeDefinition>>;

export type NodeKind = keyof typeof definitions;

export const nodeDefinitions: NodeDefinitions = new Map(Object.entries(definitions));
