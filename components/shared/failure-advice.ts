import type { Failure } from "#engine/core/failure.ts";
import { isJsonObject } from "#engine/core/json.ts";

const ADVICE: Readonly<Record<string, string>> = {
  "approval/rejected": "If a rejection is ordinary here, lead the port “rejected” on to a step of its own.",
  "approval/timed-out": "Run it again when somebody can decide, or allow more time or more roles.",
  "connection/unavailable": "Set what the connection lacks on this machine, then run it again.",
  "connection/unknown": "Correct the name in the step, or add the connection to flows/connections.yaml.",
  "contract/mismatch":
    "Correct the data where they come from, or the mapping or its contract. Every wrong field is listed below.",
  "expression/failed": "Look at the data the step read, and guard the expression against what is missing.",
  "expression/timeout": "Look for a loop that does not end, or split the work over several steps.",
  "expression/too-large": "Select only the fields that later steps need.",
  "form/timed-out": "Run it again when somebody can answer, or lead the port “timedOut” on to a step of its own.",
  "http/blocked": "Check the address. If it is meant, an operator can allow it.",
  "http/invalid-request": "Look at what the step's templates read, and mend the expression the message names.",
  "http/invalid-response": "Read the body of the answer below, and take it up with the receiver.",
  "http/network": "Check that the system is running and that the connection's address is right, then run it again.",
  "http/response-too-large": "Ask for less: a page, a filter, fewer fields.",
  "http/timeout": "Find out whether the request arrived, then give the step more time or more attempts.",
  "mail/blocked": "Check host and port of the connection. If they are meant, an operator can allow them.",
  "mail/invalid-message": "Look at what the step's templates read, and mend the address or text the message names.",
  "mail/refused": "Read what the server says: correct the sign-in of the connection, the sender, or the recipient.",
  "mail/unavailable": "Check that the mail server is running and reachable, then run it again.",
  "run/too-many-events": "Do the work of an item in a sub-flow, or let the flow end now and then and go on in a new run.",
  "step/crashed": "This is a defect of the node kind: report it with the trace of this run.",
  "step/heartbeat-timeout": "Find out why the receiver fell silent, then allow a longer silence or more attempts.",
  "step/invalid-config": "Look at what the step's templates read, and mend the field the message names.",
  "step/unknown-outcome": "Ask the receiver whether the call arrived before anything is repeated.",
  "stop/failed": "The flow ended here on purpose. The steps before show why it went this way.",
  "try/example": "Give the node before it a failure of your own as its answer, if this one will not do.",
  "try/fixed-version": "Give the step an answer, or pin a sample to it.",
  "try/stopped": "Try a smaller part, or pin a sample to what is slow.",
  "validate/failed":
    "Correct the data where they come from, or the contract if it is too narrow. Every wrong field is listed below.",
  "wait/timed-out": "Find out why the signal was not sent, or lead the port “timedOut” on to a step of its own.",
};

/** What a person can do about a failure, in a sentence or two; the page of the code in docs/errors says more. */
export function failureAdvice(failure: Failure): string {
  if (failure.code === "http/status") return statusAdvice(failure);
  if (failure.code === "mapping/mismatch") return mismatchAdvice(failure);
  return ADVICE[failure.code] ?? "Look at the input and the output of the steps before, then run it again.";
}

/** The failure says itself what to do, because it knows the mapping and the side. */
function mismatchAdvice({ details }: Failure): string {
  const fix = isJsonObject(details) && typeof details["fix"] === "string" ? details["fix"] : "Correct the value, or the mapping.";
  return `${fix} Every wrong field is listed below.`;
}

function statusAdvice({ details }: Failure): string {
  const status = isJsonObject(details) && typeof details["status"] === "number" ? details["status"] : undefined;
  if (status === 401 || status === 403) return "The receiver refuses the sign-in: check the credentials of the connection.";
  if (status === 404) return "The receiver does not know this address: check the URL of the step.";
  if (status !== undefined && status >= 500) return "The receiver has a problem of its own. Run it again when it has recovered.";
  return "The answer below says what the receiver refuses. If that is ordinary, expect this status or draw an error edge.";
}
