import { z } from "zod";

export const demoSystems = ["orders", "payments", "warehouse", "tracker", "chat", "inventory", "catalog", "mail"] as const;
export type DemoSystemName = (typeof demoSystems)[number];

/** The body of `POST /demo/faults`. */
export const faultRequest = z.strictObject({
  system: z.enum(demoSystems),
  /**
   * `fail`: answer `status` without doing anything. `slow`: answer after `delayMs`. `flaky`: of every three calls the first
   * two fail. `dropAfterAccept`: do it, then cut the connection, so that the caller cannot know.
   */
  mode: z.enum(["fail", "slow", "flaky", "dropAfterAccept", "off"]),
  /** Number of calls it lasts; without it, until it is switched off. */
  times: z.int().min(1).max(100_000).optional(),
  status: z.int().min(400).max(599).optional(),
  delayMs: z.int().min(1).max(120_000).optional(),
});
export type FaultRequest = z.infer<typeof faultRequest>;

/** What this one call has to suffer. */
export type FaultNow =
  | { readonly type: "none" | "drop" }
  | { readonly type: "fail"; readonly status: number }
  | { readonly type: "slow"; readonly delayMs: number };

interface ActiveFault {
  readonly request: FaultRequest;
  calls: number;
}

/** Faults per system. The inventory is flaky from the start: that is its character in the examples. */
export class DemoFaults {
  readonly #active = new Map<DemoSystemName, ActiveFault>([
    ["inventory", { request: { system: "inventory", mode: "flaky" }, calls: 0 }],
  ]);

  set(request: FaultRequest): void {
    if (request.mode === "off") this.#active.delete(request.system);
    else this.#active.set(request.system, { request, calls: 0 });
  }

  list(): readonly FaultRequest[] {
    return [...this.#active.values()].map(({ request, calls }) =>
      request.times === undefined ? request : { ...request, times: request.times - calls },
    );
  }

  /** Counts a call and says what happens to it. */
  next(system: DemoSystemName): FaultNow {
    const fault = this.#active.get(system);
    if (fault === undefined) return { type: "none" };
    fault.calls += 1;
    if (fault.request.times !== undefined && fault.calls >= fault.request.times) this.#active.delete(system);
    return faultNow(fault);
  }
}

function faultNow({ request, calls }: ActiveFault): FaultNow {
  const fail = { type: "fail", status: request.status ?? 503 } as const;
  switch (request.mode) {
    case "fail":
      return fail;
    case "flaky":
      return calls % 3 === 0 ? { type: "none" } : fail;
    case "slow":
      return { type: "slow", delayMs: request.delayMs ?? 2_000 };
    case "dropAfterAccept":
      return { type: "drop" };
    case "off":
      return { type: "none" };
  }
}
