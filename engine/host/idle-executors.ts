import { createNodeExecutors } from "../nodes/executors.ts";
import type { NodeExecutors } from "../runtime/executor.ts";

const callNobody = (): Promise<never> => Promise.reject(new Error("A replay calls nothing."));

/** The code of every node kind with nothing outside to reach: pure steps can be worked out again, nobody is called. */
export const idleExecutors = (): NodeExecutors => createNodeExecutors({ send: callNobody, sendMail: callNobody });
