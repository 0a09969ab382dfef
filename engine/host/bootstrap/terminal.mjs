const colored = process.env.NO_COLOR === undefined && (process.env.FORCE_COLOR !== undefined || process.stdout.isTTY === true);
const paint = (code) => (text) => (colored ? `\u001b[${code}m${text}\u001b[0m` : String(text));

export const bold = paint("1");
export const dim = paint("2");
export const red = paint("31");
export const green = paint("32");

export const say = (line = "") => process.stdout.write(`${line}\n`);

/** What a person reads when something cannot go on: what happened, and what to do. */
export class Stop extends Error {
  constructor(message, advice, output = "") {
    super(message);
    this.advice = advice;
    this.output = output;
  }
}

/** Prints a failure without a stack trace and ends the process. */
export function stopWith(error) {
  if (error instanceof Stop) {
    if (error.output.trim()) process.stderr.write(`\n${lastLines(error.output, 40)}\n`);
    process.stderr.write(`\n${red("✗")} ${error.message}\n  ${error.advice}\n`);
  } else {
    process.stderr.write(`\n${red("✗")} ${error instanceof Error ? error.message : String(error)}\n`);
    process.stderr.write(
      "  This is a defect of the start scripts in engine/host/bootstrap; set OMNILINK_DEBUG=1 to see where.\n",
    );
    if (process.env.OMNILINK_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  }
  process.exit(1);
}

export const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

const lastLines = (text, count) => text.trimEnd().split("\n").slice(-count).join("\n");

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
const QUIET_INTERVAL_MS = 15_000;
const CLEAR_LINE = "\r\u001b[2K";

/** What is going on now, in order of its start: shown together, because steps may run side by side. */
const active = new Map();
let frame = 0;
let timer;

/**
 * Shows that something is going on: a moving line in a terminal, a line every 15 s in a log.
 * Returns `{ done(note), failed(note) }`.
 */
export function progress(label, usually) {
  const since = Date.now();
  const hint = usually ? dim(` (usually ${usually})`) : "";
  const inTerminal = process.stdout.isTTY;
  if (!inTerminal) say(`· ${label}${hint}`);
  active.set(label, { since, hint });
  timer ??= setInterval(inTerminal ? drawActive : tellActive, inTerminal ? FRAME_MS : QUIET_INTERVAL_MS);
  const finish = (mark, note) => {
    active.delete(label);
    if (active.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    if (inTerminal) process.stdout.write(CLEAR_LINE);
    say(`${mark} ${label} ${dim([seconds(since), note].filter(Boolean).join(" · "))}`);
  };
  return { done: (note) => finish(green("✓"), note), failed: (note) => finish(red("✗"), note) };
}

function drawActive() {
  const parts = [...active].map(([label, { since, hint }]) => `${label} ${dim(seconds(since))}${hint}`);
  process.stdout.write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]} ${parts.join(dim("  |  "))}`);
}

function tellActive() {
  for (const [label, { since }] of active) say(dim(`  still: ${label}, ${seconds(since)}`));
}
