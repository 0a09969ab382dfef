import type { JailAnswer } from "../../core/expression/expression-jail.ts";

/** What a process of the jail sends: once that it is ready, then one answer per request. */
export type JailReply =
  { readonly type: "ready" } | { readonly type: "answer"; readonly answer: JailAnswer; readonly residentBytes: number };
