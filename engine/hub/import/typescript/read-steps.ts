import ts from "typescript";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";

/** What `src/steps.ts` says of one step. `dynamic` names what is not a plain value, and so cannot be read back. */
export interface StepSource {
  readonly kind: string;
  readonly config: JsonObject;
  readonly policy: JsonObject;
  readonly dynamic?: string;
}

/** In place of an expression that lies in a file: `{ [MAPPING]: <name> }`. */
export const MAPPING = "\u0000mapping";

/** The steps of an exported project, by node id. The code is read, never run. */
export function readSteps(text: string): ReadonlyMap<string, StepSource> | { readonly problem: string } {
  const file = ts.createSourceFile("steps.ts", text, ts.ScriptTarget.Latest, true);
  const declared = file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations]);
  const steps = declared.find(({ name }) => ts.isIdentifier(name) && name.text === "steps")?.initializer;
  if (!steps || !ts.isObjectLiteralExpression(steps)) return { problem: "src/steps.ts does not declare the object `steps`." };
  const entries = steps.properties.flatMap((property) => {
    const name = property.name && nameOf(property.name);
    return name === undefined || !ts.isPropertyAssignment(property) ? [] : [[name, readStep(property.initializer)] as const];
  });
  return new Map(entries);
}

const nameOf = (name: ts.PropertyName): string | undefined =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name) ? name.text : undefined;

class NotStatic extends Error {}

function readStep(expression: ts.Expression): StepSource {
  const nothing = { kind: "", config: {}, policy: {} };
  if (!ts.isCallExpression(expression)) return { ...nothing, dynamic: shortened(expression) };
  try {
    const [config, policy] = expression.arguments;
    return {
      kind: kindOf(expression.expression),
      config: readMembers(config),
      policy: readMembers(policy),
    };
  } catch (error) {
    if (error instanceof NotStatic) return { ...nothing, dynamic: error.message };
    throw error;
  }
}

const shortened = (node: ts.Node): string => node.getText().replaceAll(/\s+/g, " ").slice(0, 80);

/** `http(…)`, or `forEach((world) => …)(…)` for a container. */
function kindOf(callee: ts.Expression): string {
  if (ts.isCallExpression(callee)) return kindOf(callee.expression);
  if (ts.isIdentifier(callee)) return callee.text;
  throw new NotStatic(shortened(callee));
}

function readMembers(node: ts.Expression | undefined): JsonObject {
  if (node === undefined) return {};
  const value = readValue(node);
  if (!isJsonObject(value)) throw new NotStatic(shortened(node));
  return value;
}

function readValue(node: ts.Expression): JsonValue {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) return -Number(readValue(node.operand));
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(readValue);
  if (ts.isObjectLiteralExpression(node)) return readObject(node);
  if (ts.isCallExpression(node) && node.expression.getText() === "mapping" && node.arguments.length === 1)
    return { [MAPPING]: readValue(node.arguments[0]!) };
  throw new NotStatic(shortened(node));
}

function readObject(node: ts.ObjectLiteralExpression): JsonObject {
  const entries = node.properties.map((property) => {
    if (!ts.isPropertyAssignment(property)) throw new NotStatic(shortened(property));
    const { name } = property;
    const key = ts.isComputedPropertyName(name) && ts.isStringLiteral(name.expression) ? name.expression.text : nameOf(name);
    if (key === undefined) throw new NotStatic(shortened(property));
    return [key, readValue(property.initializer)] as const;
  });
  return Object.fromEntries(entries);
}
