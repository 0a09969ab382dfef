"use client";

import type { ComponentType } from "react";
import type { FieldWidget } from "#engine/core/node-definition.ts";
import { ExpressionControl } from "../expression/expression-control.tsx";
import type { ControlProps } from "../form-context.tsx";
import { SelectControl, SwitchControl } from "./choice-controls.tsx";
import { ConnectionControl, FlowControl, NodeControl, TimeZoneControl } from "./picker-controls.tsx";
import { CronControl } from "./cron-control.tsx";
import { DurationControl } from "./duration-control.tsx";
import { GroupControl } from "./group-control.tsx";
import { JsonControl } from "./json-control.tsx";
import { CasesControl, ListControl } from "./list-control.tsx";
import { MomentControl } from "./moment-control.tsx";
import { PairsControl } from "./pairs-control.tsx";
import { RolesControl } from "./roles-control.tsx";
import { SchemaControl } from "./schema-control.tsx";
import { MultilineControl, NumberControl, TextControl } from "./text-controls.tsx";

/** The control of each widget. The compiler names the one that is missing. */
export const controls: Readonly<Record<FieldWidget, ComponentType<ControlProps>>> = {
  text: TextControl,
  multiline: MultilineControl,
  number: NumberControl,
  switch: SwitchControl,
  select: SelectControl,
  expression: ExpressionControl,
  duration: DurationControl,
  moment: MomentControl,
  cron: CronControl,
  timeZone: TimeZoneControl,
  schema: SchemaControl,
  json: JsonControl,
  roles: RolesControl,
  connection: ConnectionControl,
  flow: FlowControl,
  node: NodeControl,
  list: ListControl,
  pairs: PairsControl,
  group: GroupControl,
  cases: CasesControl,
};

/** Widgets of several controls, each of which says its own problems. */
export const GROUPED: ReadonlySet<FieldWidget> = new Set([
  "list",
  "cases",
  "pairs",
  "group",
  "roles",
  "duration",
  "cron",
  "schema",
]);
