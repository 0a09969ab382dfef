import { inferType } from "#engine/core/expression/infer/infer-type.ts";
import type { TypeProblem } from "#engine/core/expression/infer/type-problem.ts";
import { fromJsonSchema } from "#engine/core/expression/infer/type-schema.ts";
import type { MappingBundle } from "#engine/core/expression/mappings/mapping-bundle.ts";
import { parseSyntax } from "#engine/core/expression/syntax/parse-syntax.ts";
import type { JsonObject } from "#engine/core/json.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import type { EditorProblem } from "#components/shared/monaco/use-code-editor.ts";

/** Said of the whole expression, so there is no place to mark. */
const UNPLACED = "unused-input";

/** What can be told of an expression before it runs: paths that lead nowhere, values that may be missing, wrong types. */
export function typeProblems(
  text: string,
  scope: JsonObject,
  schemas: Schemas,
  mappings?: MappingBundle,
): readonly EditorProblem[] {
  const tree = parseSyntax(text);
  if (!tree.ok) return [];
  const { problems } = inferType(tree, fromJsonSchema(scope, { ...scope, schemas }), { mappings });
  return problems
    .filter(({ code }) => code !== UNPLACED)
    .map((problem) => ({ message: problem.message, start: problem.start, end: problem.end, severity: shownAs(problem) }));
}

const shownAs = ({ severity, isCertain }: TypeProblem): EditorProblem["severity"] =>
  isCertain ? "error" : severity === "error" ? "warning" : "info";
