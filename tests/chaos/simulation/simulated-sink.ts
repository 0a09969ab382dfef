import { SendError, type IncomingAnswer, type OutgoingRequest } from "#engine/nodes/sender.ts";
import type { SinkFault } from "../plan/predict-run.ts";
import type { VirtualWorld } from "./virtual-world.ts";

interface SinkKey {
  calls: number;
  accepted: number;
  readonly body: string;
}

interface SinkBody {
  readonly faults?: readonly SinkFault[];
  readonly refuse?: boolean;
}

/** The receiver of all calls, as an ideal one: honors keys, remembers everything, and misbehaves as the body asks. */
export class SimulatedSink {
  readonly keys = new Map<string, SinkKey>();
  /** Keys that came with another body than before: a repeat that is not a repeat. */
  readonly conflicts: string[] = [];
  readonly #world: VirtualWorld;

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  async call(request: OutgoingRequest): Promise<IncomingAnswer> {
    await this.#world.delay(this.#world.between(0.2, 40));
    const { key, fault, refuse } = this.#arrive(request);
    this.#world.note(`call ${request.nodeId} ${key.calls} ${fault ?? "accepted"}`);
    if (fault === "silent") {
      await this.#world.delay(1_000);
      throw new SendError("http/timeout", "no answer", true);
    }
    if (fault === "error") return this.#answer(500, { error: "fault" });
    if (fault === "slow") await this.#world.delay(600);
    if (refuse) return this.#answer(409, { error: "refused" });
    if (key.accepted === 0) key.accepted += 1;
    if (fault === "drop") throw new SendError("http/network", "the connection broke", true);
    return this.#answer(200, { receipt: request.idempotencyKey ?? "" });
  }

  #arrive(request: OutgoingRequest): { key: SinkKey; fault: SinkFault | undefined; refuse: boolean } {
    const name = request.idempotencyKey ?? "";
    const body = request.body ?? "";
    const key = this.keys.get(name) ?? { calls: 0, accepted: 0, body };
    this.keys.set(name, key);
    if (key.body !== body) this.conflicts.push(name);
    key.calls += 1;
    const { faults = [], refuse = false } = JSON.parse(body) as SinkBody;
    return { key, fault: faults[key.calls - 1], refuse };
  }

  async #answer(status: number, body: object): Promise<IncomingAnswer> {
    await this.#world.delay(this.#world.between(0.2, 40));
    return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  }
}
