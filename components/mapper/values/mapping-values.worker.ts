import type { JsonObject } from "#engine/core/json.ts";
import { mappingValues, type MappingValues } from "./mapping-values.ts";

/** Samples may be large, so they are sent once and not with every letter that is typed. */
export type ValueRequest =
  | { readonly type: "scope"; readonly scope: JsonObject }
  | { readonly type: "text"; readonly serial: number; readonly text: string };

export interface ValueAnswer {
  readonly serial: number;
  readonly values: MappingValues;
}

let scope: JsonObject = {};

self.onmessage = ({ data }: MessageEvent<ValueRequest>) => {
  if (data.type === "scope") {
    scope = data.scope;
    return;
  }
  void mappingValues(data.text, scope).then((values) => {
    const answer: ValueAnswer = { serial: data.serial, values };
    self.postMessage(answer);
  });
};
