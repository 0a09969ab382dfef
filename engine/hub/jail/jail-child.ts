import type { JailRequest } from "../../core/expression/expression-jail.ts";
import { evaluateInJail } from "./evaluate-in-jail.ts";
import type { JailReply } from "./jail-protocol.ts";

/** The entry of a process of the jail: one request at a time, each answered with one reply. Ends with its parent. */
process.on("message", (request: JailRequest) => {
  void evaluateInJail(request).then((answer) => send({ type: "answer", answer, residentBytes: process.memoryUsage.rss() }));
});
process.on("disconnect", () => process.exit(0));

const send = (reply: JailReply): unknown => process.send!(reply);

send({ type: "ready" });
