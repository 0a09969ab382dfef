import { z } from "zod";
import { contentHash } from "../flow/canonical-hash.ts";
import { flowDocumentSchema } from "../flow/flow-document.ts";
import { isAbsent, reasonOf } from "../flow/schema-problems.ts";
import { runStatuses } from "../machine/run-status.ts";
import { toPointer } from "../pointer.ts";
import { eventSchema } from "./event-schema.ts";
import { RUN_FILE_FORMAT, type RunFile } from "./run-file.ts";

/** Something that keeps a file from being a run. `path` is a JSON pointer into it, empty for the file as a whole. */
export interface FileFault {
  readonly path: string;
  readonly message: string;
}

export type ReadRunFile =
  { readonly ok: true; readonly file: RunFile } | { readonly ok: false; readonly faults: readonly FileFault[] };

const text = z.string();
const count = z.int().min(0);
const version = z.strictObject({ flowId: text, version: count, contentHash: text, document: flowDocumentSchema });
const json = z.custom((value) => value !== undefined, "must be there");

const fileSchema = z.strictObject({
  format: z.literal(RUN_FILE_FORMAT),
  engine: text,
  exportedAt: text,
  run: z.strictObject({
    ...{ runId: text, flowId: text, flowName: text, version: count, status: z.enum(runStatuses), seq: count },
    startedAt: z.iso.datetime({ offset: true }),
    endedAt: z.iso.datetime({ offset: true }).optional(),
    businessKey: text.optional(),
    searchValues: z.record(text, text).optional(),
    tags: z.array(text).optional(),
    startedBy: text.optional(),
    environment: text.optional(),
    failureCode: text.optional(),
  }),
  versions: z.array(version).min(1),
  subFlows: z.array(version),
  redaction: z.strictObject({
    names: z.array(text),
    fields: z.array(z.strictObject({ path: text, times: count })),
    copies: count,
    leftOut: z.array(z.strictObject({ path: text, characters: count })),
  }),
  events: z.array(eventSchema).min(1),
  itemPages: z.array(z.strictObject({ runId: text, seq: count, items: z.array(json) })),
});

/** More of them say nothing new. */
const MOST_FAULTS = 20;

/** Reads the text of a run file. Never throws. */
export function readRunFile(source: string): ReadRunFile {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return faulty("", `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const format = z.looseObject({ format: text }).safeParse(value).data?.format;
  if (format?.startsWith("omnilink.run/") !== true) return faulty("/format", `is not "${RUN_FILE_FORMAT}": this is no run file`);
  if (format !== RUN_FILE_FORMAT)
    return faulty("/format", `is "${format}", and this version of OmniLink reads "${RUN_FILE_FORMAT}"`);
  const result = fileSchema.safeParse(value);
  if (!result.success) return { ok: false, faults: result.error.issues.slice(0, MOST_FAULTS).map(faultOf) };
  // Events are checked by their type; what they carry besides is the same JSON.
  const file = result.data as unknown as RunFile;
  const disorder = orderFaults(file);
  const faults = disorder.length > 0 ? disorder : [...versionFaults(file), ...nodeFaults(file)];
  return faults.length > 0 ? { ok: false, faults: faults.slice(0, MOST_FAULTS) } : { ok: true, file };
}

const faulty = (path: string, message: string): ReadRunFile => ({ ok: false, faults: [{ path, message }] });

const faultOf = (issue: z.core.$ZodIssue): FileFault => ({ path: toPointer(issue.path), message: faultIn(issue) });

function faultIn(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `has unknown members: ${issue.keys.join(", ")}`;
  // Only the kind of an event is looked up among many.
  if (issue.code === "invalid_union" && issue.path.at(-1) === "type") return "is no event that this version of OmniLink knows";
  return isAbsent(issue) ? "is missing" : reasonOf(issue);
}

function orderFaults({ events }: RunFile): FileFault[] {
  const [first] = events;
  const begin = first?.type === "run.started" ? [] : [{ path: "/events/0/type", message: 'must be "run.started"' }];
  const broken = events.findIndex(({ seq }, index) => seq !== index + 1);
  if (broken < 0) return begin;
  return [...begin, { path: `/events/${broken}/seq`, message: `must be ${broken + 1}: events are numbered from 1 without gaps` }];
}

/** The versions are those that the events name, and the documents are those that were stored unless something in them is masked. */
function versionFaults({ events, versions, redaction }: RunFile): FileFault[] {
  const named = events.flatMap(({ type, data }) => (type === "run.started" || type === "run.moved" ? [data.contentHash] : []));
  if (named.length !== versions.length)
    return [{ path: "/versions", message: `must be ${named.length}, one for the start of the run and one for each move` }];
  const isMasked = redaction.fields.some(({ path }) => path.startsWith("/versions/"));
  return versions.flatMap((each, index) => {
    const path = `/versions/${index}`;
    if (each.contentHash !== named[index])
      return [{ path: `${path}/contentHash`, message: `must be "${named[index]}", the version that the events name` }];
    const hash = contentHash(each.document);
    if (hash === each.contentHash || isMasked) return [];
    return [{ path: `${path}/document`, message: `was changed: its hash is ${hash} and not ${each.contentHash}` }];
  });
}

/** Steps of nodes that no version has could neither be replayed nor be shown. */
function nodeFaults({ events, versions }: RunFile): FileFault[] {
  const known = new Set(versions.flatMap(({ document }) => document.nodes.map(({ id }) => id)));
  return events.flatMap((event, index) => {
    if (!("nodeId" in event) || known.has(event.nodeId)) return [];
    return [{ path: `/events/${index}/nodeId`, message: `is "${event.nodeId}", and no version in the file has such a node` }];
  });
}
