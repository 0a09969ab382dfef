import { compileFlow } from "../core/compile/compile-flow.ts";
import { contentHash } from "../core/flow/canonical-hash.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { attachPositions } from "../core/flow/source-positions.ts";
import { hasErrors } from "../core/problem.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import type { PreparedFlow } from "../postgres/flow-store.ts";

/** From the text of a flow to a document that may be stored: readable, valid, compiling. */
export function prepareFlow(source: string): PreparedFlow {
  const { document, problems, positions } = readFlow(source);
  if (!document || hasErrors(problems)) return { ok: false, problems };
  const compiled = compileFlow(document, nodeDefinitions);
  if (!compiled.plan) return { ok: false, problems: attachPositions(compiled.problems, positions) };
  return { ok: true, document, contentHash: contentHash(document) };
}
