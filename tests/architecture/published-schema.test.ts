import { readFileSync } from "node:fs";
import { Validator, type Schema } from "@cfworker/json-schema";
import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { flowJsonSchema } from "#engine/core/flow/flow-json-schema.ts";
import { PUBLISHED_SCHEMA, publishedSchemaText } from "#engine/host/publish-schema.ts";

const accepts = (flow: unknown): boolean =>
  new Validator(flowJsonSchema(nodeDefinitions) as Schema, "2020-12").validate(flow).valid;

const flow = (node: object) => ({ omnilink: 1, id: "a", name: "A", nodes: [node], edges: [] });

describe("public/schemas/flow-1.json", () => {
  it("is what the node kinds say; run `node engine/host/publish-schema.ts` after changing one", () => {
    expect(readFileSync(PUBLISHED_SCHEMA, "utf8") === publishedSchemaText()).toBe(true);
  });

  it("describes the config of each kind", () => {
    expect(accepts(flow({ id: "m", kind: "map", config: { expression: "input" } }))).toBe(true);
    expect(accepts(flow({ id: "m", kind: "map", config: { expresion: "input" } }))).toBe(false);
    expect(accepts(flow({ id: "m", kind: "map" }))).toBe(false);
    expect(accepts(flow({ id: "m", kind: "mpa", config: {} }))).toBe(false);
    expect(accepts(flow({ id: "t", kind: "trigger.manual" }))).toBe(true);
  });
});
