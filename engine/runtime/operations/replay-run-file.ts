import type { FlowPlan } from "../../core/compile/flow-plan.ts";
import { isHidden, readsHidden } from "../../core/run-file/hidden-values.ts";
import type { RunFile } from "../../core/run-file/run-file.ts";
import type { ReplayReport } from "../run-operations.ts";
import { replayEvents, type HiddenValues, type ReplayPorts } from "./replay-events.ts";

const hiddenValues: HiddenValues = { isHidden, isRead: readsHidden };

/** Whether this engine gives the history in the file again. `plans` are those of its versions, in their order. */
export function replayRunFile(
  ports: Omit<ReplayPorts, "store">,
  file: RunFile,
  plans: readonly FlowPlan[],
): Promise<ReplayReport> {
  const { run, events, versions, redaction } = file;
  const loaded = versions.map(({ document, version, contentHash }, index) => ({
    // With a masked text the document has another hash; the events belong to the one that was stored.
    ...{ document, number: version, plan: { ...plans[index]!, contentHash } },
  }));
  const isWhole = redaction.fields.length === 0 && redaction.leftOut.length === 0;
  const hidden = isWhole ? {} : { hidden: hiddenValues };
  return replayEvents({ ...ports, store: storeOf(file) }, { orgId: run.runId, run, events, versions: loaded, ...hidden });
}

/** The file as the place where items are read from. */
function storeOf({ run, events, itemPages }: RunFile): ReplayPorts["store"] {
  return {
    readEvents: (runId, afterSeq, limit = events.length) => {
      if (runId === run.runId) return Promise.resolve(events.slice(afterSeq, afterSeq + limit));
      const page = itemPages.find((each) => each.runId === runId && each.seq === afterSeq + 1);
      if (!page) return Promise.resolve([]);
      const { seq, items } = page;
      const step = { nodeId: "", visit: 1, attempt: 1, at: run.startedAt };
      return Promise.resolve([{ type: "items.listed", seq, ...step, data: { first: 0, items } }]);
    },
  };
}
