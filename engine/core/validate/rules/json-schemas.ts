import { isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { FieldForm } from "../../node-definition.ts";
import type { Problem } from "../../problem.ts";
import { inspectSchema, type SchemaFault } from "../../schema/inspect-schema.ts";
import { nodeLabel, suggesting, type NodeEntry, type Rule } from "../rule.ts";

/** The schemas of a flow: its input contract, its named schemas, and the config fields that hold one. */
export const jsonSchemas: Rule = {
  codes: ["flow/unknown-schema", "flow/invalid-schema"],
  check: ({ document, nodes }) => {
    const names = new Set(Object.keys(document.schemas ?? {}));
    const sites = [
      ...(document.input === undefined ? [] : [{ subject: "The input contract", path: "/input", schema: document.input }]),
      ...Object.entries(document.schemas ?? {}).map(([name, schema]) => ({
        subject: `Schema "${name}"`,
        path: `/schemas/${name}`,
        schema,
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
  return schemasIn(config, definition?.form ?? {}, []).map(({ at, schema }) => ({
    subject: `${nodeLabel(node)}: "${at.join(".")}"`,
    path: `/nodes/${index}/config/${at.join("/")}`,
    schema,
    nodeId: node.id,
  }));
}

type Forms = Readonly<Record<string, FieldForm>>;

/** Schemas are fields of the config, or of objects in it. */
function schemasIn(config: JsonObject, forms: Forms, above: readonly string[]): { at: readonly string[]; schema: JsonValue }[] {
  return Object.entries(forms).flatMap(([field, { widget, fields }]) => {
    const value = config[field];
    const at = [...above, field];
    if (widget === "schema" && typeof value === "object") return [{ at, schema: value }];
    return fields !== undefined && isJsonObject(value) ? schemasIn(value, fields, at) : [];
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
    ...suggesting(isUnknown ? fault.unknownSchema : undefined),
    path: site.path + fault.path,
    ...(site.nodeId === undefined ? {} : { nodeId: site.nodeId }),
  };
}
