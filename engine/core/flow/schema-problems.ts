import type { z } from "zod";
import { toPointer } from "../pointer.ts";
import type { Problem } from "../problem.ts";
import { nearestName } from "./nearest-name.ts";

/** Turns what a Zod schema refuses into problems: one per unknown key and one per invalid value. */
export interface SchemaProblemContext {
  /** Path of the checked value inside the document. */
  readonly basePath?: readonly PropertyKey[];
  /** Names the thing the value belongs to, e.g. `Node "Charge" (charge)`. */
  readonly subjectOf: (path: readonly PropertyKey[]) => string;
  readonly nodeIdOf: (path: readonly PropertyKey[]) => string | undefined;
  /** Keys that would have been accepted at a path. */
  readonly knownKeysAt: (path: readonly PropertyKey[]) => readonly string[];
}

type Issue = z.core.$ZodIssue;

export function schemaProblems(issues: readonly Issue[], context: SchemaProblemContext): Problem[] {
  return issues.flatMap((issue) => issueProblems(issue, context));
}

function issueProblems(issue: Issue, context: SchemaProblemContext): Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue.path, context));
  const inner = issue.code === "invalid_union" ? closestBranch(issue) : undefined;
  if (inner !== undefined) return inner.flatMap((nested) => issueProblems(withBase(nested, issue.path), context));
  return [invalidValue(issue, context)];
}

/** The branch of a union that got furthest: its issues say what is really wrong. */
function closestBranch(issue: Extract<Issue, { code: "invalid_union" }>): readonly Issue[] | undefined {
  const deep = issue.errors.filter((branch) =>
    branch.every((nested) => nested.path.length > 0 || nested.code === "unrecognized_keys"),
  );
  return deep.toSorted((left, right) => left.length - right.length)[0];
}

const withBase = (issue: Issue, base: readonly PropertyKey[]): Issue => ({ ...issue, path: [...base, ...issue.path] });

function unknownKey(key: string, at: readonly PropertyKey[], context: SchemaProblemContext): Problem {
  const path = [...(context.basePath ?? []), ...at, key];
  const known = context.knownKeysAt(at);
  const nearest = nearestName(key, known);
  const list = known.length === 0 ? "" : ` Known keys: ${known.join(", ")}.`;
  return {
    code: "flow/unknown-key",
    severity: "error",
    message: `${context.subjectOf(at)} has an unknown key "${key}".`,
    fix: nearest === undefined ? `Remove "${key}".${list}` : `Write "${nearest}" instead of "${key}", or remove it.`,
    ...(nearest === undefined ? {} : { suggestion: nearest }),
    path: toPointer(path),
    ...nodeIdentity(context.nodeIdOf(at)),
  };
}

function invalidValue(issue: Issue, context: SchemaProblemContext): Problem {
  const subject = context.subjectOf(issue.path);
  const where = fieldName([...(context.basePath ?? []), ...issue.path]);
  const absent = isAbsent(issue);
  return {
    code: "flow/invalid-value",
    severity: "error",
    message: absent ? `${subject} has no ${where}.` : `${subject}: ${where} ${reasonOf(issue)}.`,
    fix: absent ? `Add ${where}${hint(issue)}.` : `Change ${where}${hint(issue)}.`,
    path: toPointer([...(context.basePath ?? []), ...issue.path]),
    ...nodeIdentity(context.nodeIdOf(issue.path)),
  };
}

/** The path as a person says it: inside a node or an edge it starts there, because the message names the node. */
function fieldName(path: readonly PropertyKey[]): string {
  const isInList = (path[0] === "nodes" || path[0] === "edges") && path.length > 2;
  return path.length === 0
    ? "its value"
    : `"${path
        .slice(isInList ? 2 : 0)
        .map(String)
        .join(".")}"`;
}

const nodeIdentity = (nodeId: string | undefined) => (nodeId === undefined ? {} : { nodeId });

export const isAbsent = (issue: Issue): boolean => /received undefined\b/.test(issue.message);

/** What is wrong with a value, as words that go on after its name. */
export function reasonOf(issue: Issue): string {
  const text = issue.message
    .replace(/^(Invalid input|Too small|Too big|Invalid option|Invalid string|Unrecognized key): /, "")
    .replace(/\.$/, "");
  return /^(must|is|has|needs|cannot) /.test(text) ? text : `is not valid: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function hint(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `; it takes a value of type ${issue.expected}`;
    case "invalid_value":
      return `; it can be ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "too_big":
      return `; the most is ${String(issue.maximum)}${unit(issue.origin)}`;
    case "too_small":
      return `; the least is ${String(issue.minimum)}${unit(issue.origin)}`;
    default:
      return "";
  }
}

const unit = (origin: string): string => ({ string: " characters", array: " items" })[origin] ?? "";
