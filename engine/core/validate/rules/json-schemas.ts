import type { JsonValue } from "../../json.ts";
import type { Problem } from "../../problem.ts";
import { inspectSchema, type SchemaFault } from "../../schema/inspect-schema.ts";
import { nodeLabel, type NodeEntry, type Rule } from "../rule.ts";

/** The schemas of a flow: its input contract, its named schemas, and the config fields that hold one. */
export const jsonSchemas: Rule = {
  codes: ["flow/unknown-schema", "flow/invalid-schema"],
  check: ({ document, nodes }) => {
    const names = new Set(Object.keys(document.schemas ?? {}));
    const sites = [
      ...(document.input === undefined
        ? []
        : [{ subject: "The input contract", path: "/input", schema: document.input as JsonValue }]),
      ...Object.entries(document.schemas ?? {}).map(([name, schema]) => ({
        subject: `Schema "${name}"`,
        path: `/schemas/${name}`,
        schema: schema as JsonValue,
      })),
      ...nodes.flatMap(schemaFields),
    ];
    return sites.flatMap((site) => inspectSchema(site.schema, names).map((fault) => toProblem(site, fault, names)));
  },
};

interface Site {
  readonly subject: string;
  readonly path: string;
  readonly schema: JsonValue;
  readonly nodeId?: string;
}

function schemaFields({ node, index, definition, config }: NodeEntry): Site[] {
  return Object.entries(definition?.form ?? {}).flatMap(([field, { widget }]) => {
    const schema = config[field];
    if (widget !== "schema" || typeof schema !== "object") return [];
    return [{ subject: `${nodeLabel(node)}: "${field}"`, path: `/nodes/${index}/config/${field}`, schema, nodeId: node.id }];
  });
}

function toProblem(site: Site, fault: SchemaFault, names: ReadonlySet<string>): Problem {
  const place = fault.path === "" ? "" : ` at ${fault.path}`;
  const known = names.size === 0 ? "" : `; the flow has ${[...names].join(", ")}`;
  const isUnknown = fault.unknownSchema !== undefined;
  return {
    code: isUnknown ? "flow/unknown-schema" : "flow/invalid-schema",
    severity: "error",
    message: `${site.subject}${place} ${fault.message}.`,
    fix: isUnknown
      ? `Add "${fault.unknownSchema}" under "schemas", or correct the name${known}.`
      : "Correct the schema; it is JSON Schema 2020-12.",
    path: site.path + fault.path,
    ...(site.nodeId === undefined ? {} : { nodeId: site.nodeId }),
  };
}
