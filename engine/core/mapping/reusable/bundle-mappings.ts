import { findBundled, type BundledMapping, type MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { listExpressions } from "../../expression/template.ts";
import { canonicalJson } from "../../flow/canonical-hash.ts";
import type { FlowDocument, FlowNode } from "../../flow/flow-document.ts";
import type { NodeDefinitions } from "../../node-definition.ts";
import type { Problem } from "../../problem.ts";

/** Looks up versions of mappings by `name@version`. What it gives beside them, such as the newest, is only proposed. */
export type FindMappings = (keys: readonly string[]) => Promise<MappingBundle>;

/** The mappings that an expression applies; none for a text that is no expression. */
export function mappingsUsedBy(expression: string): readonly string[] {
  const parsed = parseExpression(expression);
  return parsed.ok ? parsed.expression.uses.map(({ key }) => key) : [];
}

export interface UseInFlow {
  readonly key: string;
  readonly node: FlowNode;
}

/** Which nodes of a flow use which mappings, in the order of the document. */
export function usesInFlow(document: FlowDocument, definitions: NodeDefinitions): readonly UseInFlow[] {
  return document.nodes.flatMap((node) => {
    const definition = definitions.get(node.kind);
    if (definition === undefined) return [];
    const used = listExpressions(node.config ?? {}, definition).flatMap(({ source }) => mappingsUsedBy(source));
    return [...new Set(used)].map((key) => ({ key, node }));
  });
}

/** What is used, and what that uses in turn, as far as it is known; `missing` is what is used and not known. */
function closureOf(
  used: readonly string[],
  known: MappingBundle,
): { readonly keys: readonly string[]; readonly missing: readonly string[] } {
  const found = new Set(used);
  const missing: string[] = [];
  for (const key of found) {
    const mapping = findBundled(known, key);
    if (mapping === undefined) missing.push(key);
    else for (const inner of mappingsUsedBy(mapping.expression)) found.add(inner);
  }
  return { keys: [...found], missing };
}

/**
 * The document with exactly the mappings that it uses: those it brings along, and the others from `library`, as far as they are
 * there. The same object where nothing changes.
 */
export function withMappings(document: FlowDocument, definitions: NodeDefinitions, library: MappingBundle = {}): FlowDocument {
  const own = document.mappings ?? {};
  const known = { ...library, ...own };
  const { keys } = closureOf(
    usesInFlow(document, definitions).map(({ key }) => key),
    known,
  );
  const entries = keys.toSorted().flatMap((key) => {
    const mapping = findBundled(known, key);
    return mapping === undefined ? [] : [[key, mapping] as const];
  });
  const isSame = entries.length === Object.keys(own).length && entries.every(([key, mapping]) => own[key] === mapping);
  if (isSame && (document.mappings === undefined || entries.length > 0)) return document;
  const { mappings: _before, ...rest } = document;
  return entries.length === 0 ? rest : { ...rest, mappings: Object.fromEntries(entries) };
}

/** Everything a set of mappings uses, looked up again and again until nothing is missing that there is. */
export async function findWithInner(
  used: readonly string[],
  find: FindMappings,
  known: MappingBundle = {},
): Promise<MappingBundle> {
  const asked = new Set<string>();
  let all = known;
  for (;;) {
    const wanted = closureOf(used, all).missing.filter((key) => !asked.has(key));
    if (wanted.length === 0) return all;
    for (const key of wanted) asked.add(key);
    all = { ...all, ...(await find(wanted)) };
  }
}

/**
 * What a flow is before it goes live: with the mappings that it uses, taken from the library where it does not bring them along.
 * One version has one meaning: what the flow brings along under a name and version of the library must be the same. A flow that
 * uses what there is none of gets all that is known, so that the rules can say what to use instead.
 */
export async function bundleMappings(
  document: FlowDocument,
  definitions: NodeDefinitions,
  find: FindMappings,
): Promise<{ readonly document: FlowDocument; readonly problems: readonly Problem[] }> {
  const used = usesInFlow(document, definitions).map(({ key }) => key);
  if (used.length === 0) return { document: withMappings(document, definitions), problems: [] };
  const library = await findWithInner(used, find, document.mappings);
  if (closureOf(used, library).missing.length > 0) return { document: { ...document, mappings: library }, problems: [] };
  const bundled = withMappings(document, definitions, library);
  const brought = Object.keys(bundled.mappings ?? {}).filter((key) => findBundled(document.mappings, key) !== undefined);
  const stored = brought.length === 0 ? {} : await find(brought);
  const problems = brought
    .filter((key) => differs(findBundled(bundled.mappings, key)!, findBundled(stored, key)))
    .map(difference);
  return { document: bundled, problems };
}

const differs = (brought: BundledMapping, stored: BundledMapping | undefined): boolean =>
  stored !== undefined && canonicalJson(brought) !== canonicalJson(stored);

const difference = (key: string): Problem => ({
  code: "mapping/differs",
  severity: "error",
  message: `The flow brings along ${key}, and the library has something else under that name and version.`,
  fix: `Remove ${key} from "mappings" to take the library's, or publish what the flow has as a new version and use that.`,
  path: `/mappings/${key}`,
});
