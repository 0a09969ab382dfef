import type { JsonValue } from "../core/json.ts";
import type { EventOf, RunEvent, RunEventType } from "../core/machine/run-event.ts";
import { colors } from "./terminal.ts";

/** What a person calls a node: its name, or its id. */
export type NodeLabels = ReadonlyMap<string, string>;

/** What people should be told of a step of this node that gave this output. */
type RemarkOn = (nodeId: string, output: JsonValue) => string | undefined;

/**
 * A run as lines in a terminal, one per event: time since the start, a mark, the step, and what came of it. Steps that
 * only say that an attempt began are dim, so that outcomes stand out.
 */
export class TraceView {
  readonly #labels: NodeLabels;
  readonly #remarkOn: RemarkOn;
  #startedMs: number | undefined;

  constructor(labels: NodeLabels, remarkOn: RemarkOn) {
    this.#labels = labels;
    this.#remarkOn = remarkOn;
  }

  line(event: RunEvent): string {
    const atMs = Date.parse(event.at);
    this.#startedMs ??= atMs;
    const { mark, text } = this.#describe(event);
    return `${colors.dim(formatOffset(atMs - this.#startedMs).padStart(9))}  ${mark} ${text}${this.#remark(event)}`;
  }

  #remark(event: RunEvent): string {
    const remark = event.type === "step.completed" ? this.#remarkOn(event.nodeId, event.data.output) : undefined;
    return remark === undefined ? "" : ` ${colors.yellow(remark)}`;
  }

  #describe(event: RunEvent): Described {
    const describe = describers[event.type] as (event: RunEvent, step: string) => Described;
    return describe(event, this.#stepName(event));
  }

  #stepName(event: RunEvent): string {
    if (!("nodeId" in event)) return "nodeId" in event.data ? this.#label(event.data.nodeId) : "";
    const label = this.#label(event.nodeId);
    if (event.item !== undefined) return `${label} ${colors.dim(`[${event.item}]`)}`;
    return event.visit > 1 ? `${label} ${colors.dim(`(visit ${event.visit})`)}` : label;
  }

  #label(nodeId: string): string {
    return this.#labels.get(nodeId) ?? nodeId;
  }
}

interface Described {
  readonly mark: string;
  readonly text: string;
}

type Describers = { readonly [Type in RunEventType]: (event: EventOf<Type>, step: string) => Described };

const good = colors.green("✓");
const bad = colors.red("✗");
const again = colors.yellow("↻");
const waits = colors.yellow("⏸");
const arrives = colors.cyan("→");
const undoes = colors.magenta("↶");

const describers: Describers = {
  "run.started": ({ data }) => ({
    mark: colors.cyan("▶"),
    text: colors.bold(`${data.flow} version ${data.version}`) + by(data.startedBy),
  }),
  "step.started": ({ attempt }, step) => ({
    mark: colors.dim("·"),
    text: colors.dim(`${step}${attempt > 1 ? `, attempt ${attempt}` : ""}`),
  }),
  "step.waiting": ({ data }, step) => ({ mark: waits, text: `${step} waits ${waitsFor(data)}` }),
  "step.completed": ({ data, attempt }, step) => ({
    mark: good,
    text: `${step}${data.port === undefined ? "" : colors.cyan(` → ${data.port}`)}${took(data.durationMs, attempt)}${warnings(data.warnings)}`,
  }),
  "attempt.failed": ({ data, attempt }, step) => ({
    mark: again,
    text: `${step} ${colors.yellow(data.failure.message)} ${colors.dim(`attempt ${attempt}, again at ${clock(data.retryAt)}`)}`,
  }),
  "step.failed": ({ data, attempt }, step) => ({
    mark: bad,
    text: `${step} ${colors.red(data.failure.message)} ${colors.dim(data.failure.code)}${took(data.durationMs, attempt)}`,
  }),
  "step.undecided": ({ data }, step) => ({ mark: waits, text: `${step} needs a decision: ${colors.red(data.failure.message)}` }),
  "step.decided": ({ data }, step) => ({
    mark: arrives,
    text: `${step} ${verdicts[data.verdict]}${by(data.by)}${data.reason ? `: ${data.reason}` : ""}`,
  }),
  "step.lateCompleted": ({ data, attempt }, step) => ({
    mark: undoes,
    text: `${step} was answered after it had been given up${took(data.durationMs, attempt)}`,
  }),
  "step.lateFailed": ({ data }, step) => ({ mark: colors.dim("⊘"), text: colors.dim(`${step}: ${data.failure.message}`) }),
  "items.listed": ({ data }, step) => ({
    mark: colors.dim("·"),
    text: colors.dim(`${step}: items ${data.first} to ${data.first + data.items.length - 1}`),
  }),
  "scope.opened": ({ data }, step) => ({ mark: colors.dim("·"), text: colors.dim(`${step} ${opens(data)}`) }),
  "item.failed": ({ data }, step) => ({
    mark: data.retryAt === undefined ? bad : again,
    text: `${step}, item ${data.index}: ${colors.red(data.failure.message)}${
      data.retryAt === undefined ? "" : colors.dim(` again at ${clock(data.retryAt)}`)
    }`,
  }),
  "child.ended": ({ data }, step) => ({ mark: arrives, text: `${step}: run ${colors.dim(data.runId)} ${data.status}` }),
  "run.paused": ({ data }) => ({ mark: waits, text: `${colors.bold("paused")}${by(data.by)}${why(data.reason)}` }),
  "run.resumed": ({ data }) => ({ mark: arrives, text: `${colors.bold("resumed")}${by(data.by)}${why(data.reason)}` }),
  "run.undoRequested": ({ data }) => ({ mark: undoes, text: `undo requested${by(data.by)}${why(data.reason)}` }),
  "run.rewound": ({ data }) => ({
    mark: again,
    text: `${colors.bold(`back to event ${data.toSeq}`)}${by(data.by)}${why(data.reason)}`,
  }),
  "run.moved": ({ data }) => ({
    mark: again,
    text: `${colors.bold(`goes on with version ${data.version} instead of ${data.from}`)}${by(data.by)}${why(data.reason)}`,
  }),
  "undo.resumed": ({ data }) => ({
    mark: undoes,
    text: `${data.waive ? "undo counted as done" : "undo tried again"}${by(data.by)}${why(data.reason)}`,
  }),
  "step.canceled": ({ data }, step) => ({ mark: colors.dim("⊘"), text: colors.dim(`${step} taken back: ${data.reason}`) }),
  "timer.fired": (_, step) => ({ mark: arrives, text: `${step}: time is up` }),
  "signal.received": ({ data }) => ({ mark: arrives, text: `signal ${colors.bold(data.name)}${by(data.by)}` }),
  "approval.decided": ({ data }, step) => ({
    mark: arrives,
    text: `${step} ${colors.bold(data.decision)}${by(data.by)}${data.comment ? colors.dim(` “${data.comment}”`) : ""}`,
  }),
  "run.cancelRequested": ({ data }) => ({
    mark: arrives,
    text: `cancel requested${by(data.by)}${data.reason ? `: ${data.reason}` : ""}`,
  }),
  "run.limitReached": ({ data }) => ({ mark: bad, text: colors.red(data.failure.message) }),
  "run.compensating": ({ data }) => ({
    mark: undoes,
    text: `undoing ${data.steps} completed ${data.steps === 1 ? "step" : "steps"}: ${colors.red(data.failure.message)}`,
  }),
  "step.undone": ({ data }, step) => ({ mark: undoes, text: `${step} undone ${colors.dim(`by ${data.by}`)}` }),
  "run.completed": () => ({ mark: colors.green("■"), text: colors.bold(colors.green("completed")) }),
  "run.failed": ({ data }) => ({ mark: colors.red("■"), text: `${colors.bold(colors.red("failed"))} ${data.failure.message}` }),
  "run.compensated": ({ data }) => ({
    mark: colors.magenta("■"),
    text: `${colors.bold("compensated")} after: ${data.failure.message}`,
  }),
  "run.compensationIncomplete": ({ data }) => ({
    mark: colors.red("■"),
    text: `${colors.bold(colors.red("compensation incomplete"))}: ${data.undoFailure.message}`,
  }),
  "run.canceled": ({ data }) => ({ mark: colors.yellow("■"), text: `${colors.bold("canceled")}${by(data.by)}` }),
};

const verdicts = { retry: "is tried again", done: "counts as done", failed: "counts as failed" } as const;

const why = (reason: string | undefined): string => (reason ? `: ${reason}` : "");

function opens(opening: EventOf<"scope.opened">["data"]): string {
  if ("count" in opening) return `goes through ${opening.count} ${opening.count === 1 ? "item" : "items"}`;
  return "turn" in opening ? `begins turn ${opening.turn + 1}` : "begins";
}

function waitsFor({ approval, signal, dueAt, child }: EventOf<"step.waiting">["data"]): string {
  const until = dueAt === undefined ? "" : colors.dim(` until ${clock(dueAt)}`);
  if (approval) {
    return `for ${approval.roles.join(" or ")}: ${colors.bold(approval.title)} ${colors.dim(`${approval.form ? "form" : "approval"} ${approval.approvalId}`)}${until}`;
  }
  if (child !== undefined) return `for run ${colors.dim(child)}`;
  if (signal !== undefined) return `for the signal ${colors.bold(signal)}${until}`;
  return until.trim();
}

const by = (who: string | undefined): string => (who === undefined ? "" : colors.dim(` by ${who}`));

function warnings(found: EventOf<"step.completed">["data"]["warnings"] = []): string {
  const [first] = found;
  if (first === undefined) return "";
  const more = found.length === 1 ? "" : ` and ${found.length - 1} more`;
  return ` ${colors.yellow(`${first.path || "the value"} ${first.message}${more}`)}`;
}

function took(durationMs: number, attempt: number): string {
  const attempts = attempt > 1 ? `, attempt ${attempt}` : "";
  return colors.dim(` ${formatDuration(durationMs)}${attempts}`);
}

const clock = (iso: string): string => iso.replace("T", " ").replace(/\.\d+Z$/, "Z");

export const formatDuration = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`);

const formatOffset = (ms: number): string => `+${(ms / 1_000).toFixed(3)}s`;
