import { describe, expect, it } from "vitest";
import type { RedriveFrom } from "#engine/core/machine/redrive-preview.ts";
import { readMoment, writeMoment } from "./redrive-moment.ts";

describe("a moment to go back to", () => {
  it.each<RedriveFrom>([{ from: "failure" }, { from: "start" }, { from: "node", nodeId: "ship" }, { from: "event", seq: 7 }])(
    "is the same after it was written as text: %j",
    (from) => {
      expect(readMoment(writeMoment(from))).toEqual(from);
    },
  );
});
