import { compileFlow } from "../core/compile/compile-flow.ts";
import { contentHash } from "../core/flow/canonical-hash.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { attachPositions } from "../core/flow/source-positions.ts";
import { mappingTestProblems } from "../core/mapping/test-cases/flow-mapping-tests.ts";
import { hasErrors } from "../core/problem.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import type { PreparedFlow } from "../postgres/flow-store.ts";

/** From the text of a flow to a document that may be stored: readable, valid, compiling, the tests of its mappings passed. */
export async function prepareFlow(source: string): Promise<PreparedFlow> {
  const { document, problems, positions } = readFlow(source);
  if (!document || hasErrors(problems)) return { ok: false, problems };
  const compiled = compileFlow(document, nodeDefinitions);
  if (!compiled.plan) return { ok: false, problems: attachPositions(compiled.problems, positions) };
  const failed = await mappingTestProblems(document);
  if (failed.length > 0) return { ok: false, problems: attachPositions(failed, positions) };
  return { ok: true, document, contentHash: contentHash(document) };
}
