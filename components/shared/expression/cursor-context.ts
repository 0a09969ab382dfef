import { tokenizeExpression, type ExpressionToken } from "./expression-tokens.ts";

/**
 * What a place in an expression means, found by walking its words from the left: which object names are looked up in,
 * which variables are known, inside which call the place is. Works on text that is only half written.
 *
 * A path is the list of names from the root of the scope, arrays passed through: inside `input.lines.( … )` the name `qty`
 * has the path `input, lines, qty`. `undefined` stands for a value whose origin is not known.
 */
export type ScopePath = readonly string[] | undefined;

export interface CursorContext {
  /** What stands to the left of the cursor in the word it touches. */
  readonly partial: string;
  /** Where that word begins and ends; both the cursor where it touches none. */
  readonly start: number;
  readonly end: number;
  readonly place: "member" | "operand" | "variable" | "key" | "text";
  /** The object whose fields may be named here. */
  readonly container: ScopePath;
  /** What the word itself leads to. */
  readonly target: ScopePath;
  /** Variables bound before this place, with where their value comes from. */
  readonly variables: ReadonlyMap<string, ScopePath>;
  readonly call?: { readonly name: string; readonly argument: number };
}

interface Frame {
  readonly open: string;
  readonly context: ScopePath;
  /** What the value after the closing bracket comes from. */
  readonly after: ScopePath;
  readonly callee?: string;
  argument: number;
  firstArgument?: ScopePath;
  expectsKey: boolean;
  binding?: string;
}

interface Walk {
  readonly frames: Frame[];
  readonly variables: Map<string, ScopePath>;
  current: ScopePath;
  /** What the word before this one led to, for words that refine it. */
  previous: ExpressionToken | undefined;
}

const newWalk = (): Walk => ({
  frames: [{ open: "", context: [], after: undefined, argument: 0, expectsKey: false }],
  variables: new Map(),
  current: undefined,
  previous: undefined,
});

export function contextAt(source: string, offset: number): CursorContext {
  const walk = newWalk();
  let touched: ExpressionToken | undefined;
  for (const token of tokenizeExpression(source)) {
    const isTouched = token.kind !== "sign" && token.start < offset && offset <= token.end;
    if (isTouched || token.start >= offset) {
      touched = isTouched ? token : undefined;
      break;
    }
    step(walk, token);
  }
  return describePlace(walk, touched, offset);
}

function describePlace(walk: Walk, touched: ExpressionToken | undefined, offset: number): CursorContext {
  const frame = walk.frames.at(-1)!;
  const isMember = walk.previous?.text === "." && walk.previous.kind === "sign";
  const container = isMember ? walk.current : frame.context;
  const variables = new Map(walk.variables);
  if (touched) step(walk, touched);
  const text = touched?.kind === "text" ? "text" : "operand";
  const place = touched?.kind === "variable" ? "variable" : isMember ? "member" : frame.expectsKey ? "key" : text;
  const from = touched?.start ?? offset;
  return {
    partial: touched ? sliceOf(touched, offset) : "",
    start: from,
    end: touched?.end ?? offset,
    place,
    container,
    target: touched ? walk.current : undefined,
    variables,
    ...(frame.callee === undefined ? {} : { call: { name: frame.callee, argument: frame.argument } }),
  };
}

function sliceOf(token: ExpressionToken, offset: number): string {
  const isQuoted = token.end - token.start !== token.text.length;
  return token.text.slice(0, Math.max(0, offset - token.start - (isQuoted ? 1 : 0)));
}

function step(walk: Walk, token: ExpressionToken): void {
  const frame = walk.frames.at(-1)!;
  const isMember = walk.previous?.kind === "sign" && walk.previous.text === ".";
  if (token.kind === "name") walk.current = child(isMember ? walk.current : frame.context, token.text);
  else if (token.kind === "variable") walk.current = variablePath(walk, frame, token.text);
  else if (token.kind === "sign") sign(walk, frame, token.text);
  else walk.current = undefined;
  walk.previous = token;
}

const child = (path: ScopePath, name: string): ScopePath => (path === undefined ? undefined : [...path, name]);

function variablePath(walk: Walk, frame: Frame, name: string): ScopePath {
  if (name === "$") return frame.context;
  if (name === "$$") return [];
  if (frame.callee === "function") {
    walk.variables.set(name, frame.argument === 0 ? frame.firstArgument : undefined);
    frame.argument++;
  }
  return walk.variables.get(name);
}

function sign(walk: Walk, frame: Frame, text: string): void {
  if (text === "(" || text === "[" || text === "{") open(walk, frame, text);
  else if (text === ")" || text === "]" || text === "}") close(walk, frame);
  else if (text === ",") nextArgument(walk, frame);
  else if (text === ";") endStatement(walk, frame);
  else if (text === ":=") startBinding(walk, frame);
  else if (text === ".") return;
  else {
    if (text === ":") frame.expectsKey = false;
    walk.current = undefined;
  }
}

function open(walk: Walk, frame: Frame, text: string): void {
  const { previous, current } = walk;
  const isMember = previous?.kind === "sign" && previous.text === ".";
  const refines = !isMember && current !== undefined && isEndOfPath(previous);
  const callee = text === "(" ? calleeOf(previous) : undefined;
  walk.frames.push({
    open: text,
    context: isMember || (refines && callee === undefined) ? current : frame.context,
    after: text === "[" && refines ? current : undefined,
    ...(callee === undefined ? {} : { callee }),
    // A function given to $map and its like gets the items of the first argument.
    ...(callee === "function" ? { firstArgument: frame.firstArgument } : {}),
    argument: 0,
    expectsKey: text === "{" && previous?.text !== ")",
  });
  walk.current = undefined;
}

const isEndOfPath = (token: ExpressionToken | undefined): boolean =>
  token !== undefined && (token.kind === "name" || token.kind === "variable" || token.text === "]");

function calleeOf(token: ExpressionToken | undefined): string | undefined {
  if (token?.kind === "name" && token.text === "function") return "function";
  return token?.kind === "variable" && token.text.length > 1 ? token.text : undefined;
}

function close(walk: Walk, frame: Frame): void {
  endStatement(walk, frame);
  if (walk.frames.length > 1) walk.frames.pop();
  walk.current = frame.after;
}

function nextArgument(walk: Walk, frame: Frame): void {
  if (frame.argument === 0 && frame.callee !== undefined && frame.callee !== "function") frame.firstArgument = walk.current;
  if (frame.callee !== "function") frame.argument++;
  if (frame.open === "{") frame.expectsKey = true;
  walk.current = undefined;
}

function startBinding(walk: Walk, frame: Frame): void {
  if (walk.previous?.kind === "variable") frame.binding = walk.previous.text;
  walk.current = undefined;
}

function endStatement(walk: Walk, frame: Frame): void {
  if (frame.binding !== undefined) walk.variables.set(frame.binding, walk.current);
  delete frame.binding;
  walk.current = undefined;
}
