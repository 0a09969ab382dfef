import { StepFailure, toFailure } from "../core/failure.ts";
import { createRedactor, type Redactor } from "../core/redact-secrets.ts";
import type { StepOutcome } from "./executor.ts";
import type { ResolvedConnection } from "./ports.ts";

/** The connections that one attempt of a step asks for. What it says afterwards says nothing of their secrets. */
export class StepConnections {
  readonly #resolve: (name: string) => Promise<ResolvedConnection>;
  readonly #secrets: string[] = [];

  constructor(resolve: (name: string) => Promise<ResolvedConnection>) {
    this.#resolve = resolve;
  }

  readonly resolve = async (name: string): Promise<ResolvedConnection> => {
    const connection = await this.#resolve(name);
    this.#secrets.push(...(connection.secrets ?? []));
    return connection;
  };

  /** What the attempt gives or throws, without the secrets. */
  async guard(attempt: Promise<StepOutcome>): Promise<StepOutcome> {
    try {
      const outcome = await attempt;
      const redactor = createRedactor(this.#secrets);
      return redactor ? redactOutcome(outcome, redactor) : outcome;
    } catch (error) {
      const redactor = createRedactor(this.#secrets);
      throw redactor ? redactError(error, redactor) : error;
    }
  }
}

function redactOutcome(outcome: StepOutcome, { json }: Redactor): StepOutcome {
  const { output, vars } = outcome;
  return { ...outcome, output: json(output), ...(vars === undefined ? {} : { vars: json(vars) }) };
}

function redactError(error: unknown, { text, json }: Redactor): StepFailure {
  const failure = toFailure(error);
  const { message, details } = failure;
  return new StepFailure({
    ...failure,
    message: text(message),
    ...(details === undefined ? {} : { details: json(details, true) }),
  });
}
