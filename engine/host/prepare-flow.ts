import { compileFlow } from "../core/compile/compile-flow.ts";
import { contentHash } from "../core/flow/canonical-hash.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { attachPositions } from "../core/flow/source-positions.ts";
import { updateFlowText } from "../core/flow/write-flow.ts";
import { bundleMappings, type FindMappings } from "../core/mapping/reusable/bundle-mappings.ts";
import { mappingTestProblems } from "../core/mapping/test-cases/flow-mapping-tests.ts";
import { hasErrors } from "../core/problem.ts";
import { certainTypeProblems } from "../core/validate/check-types.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import type { PreparedFlow } from "../postgres/flow-store.ts";

const noLibrary: FindMappings = async () => ({});

/**
 * From the text of a flow to a document that may be stored: readable, with the reusable mappings that it uses, valid, compiling, its
 * mappings applied to what they take, the tests of its mappings passed.
 */
export async function prepareFlow(source: string, find: FindMappings = noLibrary): Promise<PreparedFlow> {
  const { document: written, problems, positions } = readFlow(source);
  if (!written || hasErrors(problems)) return { ok: false, problems };
  const { document, problems: differences } = await bundleMappings(written, nodeDefinitions, find);
  if (differences.length > 0) return { ok: false, problems: attachPositions(differences, positions) };
  const compiled = compileFlow(document, nodeDefinitions);
  if (!compiled.plan) return { ok: false, problems: attachPositions(compiled.problems, positions) };
  const misapplied = certainTypeProblems(document, nodeDefinitions);
  if (misapplied.length > 0) return { ok: false, problems: attachPositions(misapplied, positions) };
  const failed = await mappingTestProblems(document);
  if (failed.length > 0) return { ok: false, problems: attachPositions(failed, positions) };
  const text = document === written ? source : updateFlowText(source, document);
  return { ok: true, document, source: text, contentHash: contentHash(document) };
}
