import { findBundled, type MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import { parseExpression, type ParseFailure } from "../../expression/parse-expression.ts";
import { listExpressions, type ExpressionSite } from "../../expression/template.ts";
import { checkBundledMapping } from "../../mapping/reusable/check-mapping.ts";
import { brokenPromise } from "../../mapping/reusable/compatibility.ts";
import { nearestMapping } from "../../mapping/reusable/nearest-mapping.ts";
import type { Problem } from "../../problem.ts";
import { nodeLabel, nodeProblem, suggesting, type NodeEntry, type Rule } from "../rule.ts";

/** Every reusable mapping that a flow uses is part of it, in that version, and can be evaluated there. */
export const reusableMappings: Rule = {
  codes: ["expression/unknown-mapping", "expression/mapping-cycle", "mapping/invalid"],
  check: ({ document, nodes }) => {
    const bundle = document.mappings ?? NO_MAPPINGS;
    return [
      ...Object.keys(bundle).flatMap((key) => checkBundled(key, bundle)),
      ...nodes.flatMap((entry) => checkNode(entry, bundle)),
    ];
  },
};

const NO_MAPPINGS: MappingBundle = {};

function checkBundled(key: string, bundle: MappingBundle): Problem[] {
  const mapping = findBundled(bundle, key)!;
  const wrong = checkBundledMapping(mapping) ?? brokenPromise(mapping, bundle);
  if (wrong === undefined) return [];
  const message = `The mapping ${key} that the flow brings along is not usable: ${wrong}`;
  const fix = `Correct it, or remove it from "mappings" to take the library's.`;
  return [{ code: "mapping/invalid", severity: "error", message, fix, path: `/mappings/${key}` }];
}

function checkNode(entry: NodeEntry, bundle: MappingBundle): Problem[] {
  const { definition, config } = entry;
  if (definition === undefined) return [];
  return listExpressions(config, definition).flatMap((site) => {
    const alone = parseExpression(site.source);
    if (!alone.ok || alone.expression.uses.length === 0) return [];
    if (definition.behavior === "trigger") return [outsideRun(entry, site)];
    const linked = parseExpression(site.source, { mappings: bundle });
    return linked.ok ? [] : [unusable(entry, site, { ...linked, bundle })];
  });
}

function outsideRun(entry: NodeEntry, site: ExpressionSite): Problem {
  const message = `${nodeLabel(entry.node)}: "${site.path.join(".")}" uses a reusable mapping, which only the steps of a run can.`;
  const fix = "Apply the mapping in a map step behind the trigger.";
  return nodeProblem(entry, { code: "expression/mapping-use", message, fix }, `/config${site.pointer}`);
}

function unusable(
  entry: NodeEntry,
  site: ExpressionSite,
  { code, message, bundle, position }: ParseFailure & { readonly bundle: MappingBundle },
): Problem {
  const said = `${nodeLabel(entry.node)}: "${site.path.join(".")}" cannot use a mapping: ${message}`;
  const wanted = usedAt(site.source, position);
  const nearest =
    code === "expression/unknown-mapping" && wanted !== undefined ? nearestMapping(wanted, Object.keys(bundle)) : undefined;
  return nodeProblem(
    entry,
    { code, message: said, fix: fixOf(code, wanted, nearest), ...suggesting(nearest) },
    `/config${site.pointer}`,
  );
}

function usedAt(source: string, position: number): string | undefined {
  const parsed = parseExpression(source);
  return parsed.ok ? parsed.expression.uses.find(({ start }) => start === position)?.key : undefined;
}

function fixOf(code: ParseFailure["code"], wanted: string | undefined, nearest: string | undefined): string {
  if (code === "expression/mapping-cycle") return "Take one of them out of the circle: a mapping must end.";
  if (code !== "expression/unknown-mapping") return "Correct the mapping, or use another version.";
  if (nearest === undefined) return "Publish the mapping to the library first, or correct its name and version.";
  const isSameName = nearest.split("@", 1)[0] === wanted?.split("@", 1)[0];
  return isSameName ? `The newest is ${nearest}: use that one.` : `There is ${nearest}: use that one, if it is meant.`;
}
