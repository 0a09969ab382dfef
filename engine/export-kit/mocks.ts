import type { Json } from "./json.ts";
import { memoryWorld, type MemoryWorld } from "./memory-world.ts";
import type { Answer, Decision } from "./world.ts";

/**
 * What takes the place of the outside world, in the words in which flows are tested on OmniLink itself: answers and decisions
 * by node, messages by the name of the signal that is waited for. Of a list, each call gets the next one, and the last stands
 * for all further calls.
 */
export type Mocks = Readonly<Record<string, Mock>>;
export type Mock = Reply | readonly [Reply, ...Reply[]] | Decided | Message;

interface Reply {
  readonly type: "reply";
  readonly answer: Answer;
}

interface Decided {
  readonly type: "decided";
  /** Absent: nobody decides, and the time for it passes. */
  readonly decision?: Decision;
}

interface Message {
  readonly type: "message";
  readonly payload: Json;
}

/** An answer: 200 with this body, unless it says otherwise. */
export const reply = (body: Json = {}, { status = 200, headers = {} }: Partial<Omit<Answer, "body">> = {}): Reply => ({
  type: "reply",
  answer: { status, headers, body },
});

export const approve = (comment?: string): Decided => decided("approved", comment);
export const reject = (comment?: string): Decided => decided("rejected", comment);
/** Somebody fills in the form. */
export const fill = (answer: Json): Decided => ({ type: "decided", decision: { decision: "answered", answer } });
export const nobody = (): Decided => ({ type: "decided" });
export const message = (payload: Json = null): Message => ({ type: "message", payload });

const decided = (decision: "approved" | "rejected", comment?: string): Decided => ({
  type: "decided",
  decision: { decision, ...(comment === undefined ? {} : { comment }) },
});

export interface MockedWorld extends MemoryWorld {
  /** Nodes that asked the outside for something that nothing was said about. */
  readonly unmocked: ReadonlySet<string>;
}

/** A world in which nothing leaves the process and no wait takes time. */
export function mockedWorld(mocks: Mocks): MockedWorld {
  const unmocked = new Set<string>();
  const calls = new Map<string, number>();
  const find = (name: string): Mock | undefined => {
    if (Object.hasOwn(mocks, name)) return mocks[name];
    unmocked.add(name);
    return undefined;
  };
  const world = memoryWorld({
    send: ({ nodeId }) => {
      const nth = calls.get(nodeId) ?? 0;
      calls.set(nodeId, nth + 1);
      return answerOf(find(nodeId), nth);
    },
    decide: ({ nodeId }) => {
      const mock = find(nodeId);
      return mock && "type" in mock && mock.type === "decided" ? mock.decision : undefined;
    },
    signal: (name) => {
      const mock = find(name);
      return mock && "type" in mock && mock.type === "message" ? mock.payload : undefined;
    },
  });
  return { ...world, unmocked };
}

function answerOf(mock: Mock | undefined, nth: number): Partial<Answer> {
  const one = mock && "type" in mock ? mock : mock?.[Math.min(nth, mock.length - 1)];
  return one?.type === "reply" ? one.answer : {};
}
