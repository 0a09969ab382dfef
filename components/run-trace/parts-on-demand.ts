"use client";

import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

/** What most looks at a run never open, or see a moment later: its code comes when it is shown. */
export const DecisionCard = partOnDemand(() =>
  import("#components/shared/approval/decision-card.tsx").then((module) => module.DecisionCard),
);
export const DecideSteps = partOnDemand(() => import("./decide-step.tsx").then((module) => module.DecideSteps));
export const SendSignals = partOnDemand(() => import("./send-signal.tsx").then((module) => module.SendSignals));
export const FailedUndo = partOnDemand(() => import("./failed-undo.tsx").then((module) => module.FailedUndo));
export const RedriveDialog = partOnDemand(() => import("./redrive-dialog.tsx").then((module) => module.RedriveDialog));
export const CancelRun = partOnDemand(() => import("./cancel-run.tsx").then((module) => module.CancelRun));
export const PauseRun = partOnDemand(() => import("./pause-run.tsx").then((module) => module.PauseRun));
export const RunAgain = partOnDemand(() => import("./run-again.tsx").then((module) => module.RunAgain));
export const CompareWith = partOnDemand(() => import("./compare/compare-with.tsx").then((module) => module.CompareWith));
export const ExportRun = partOnDemand(() => import("./export-run.tsx").then((module) => module.ExportRun));
export const RelatedRuns = partOnDemand(() => import("./related-runs.tsx").then((module) => module.RelatedRuns));
export const TraceId = partOnDemand(() => import("./trace-id.tsx").then((module) => module.TraceId));
export const PausedBanner = partOnDemand(() => import("./paused-banner.tsx").then((module) => module.PausedBanner));
export const RunTags = partOnDemand(() => import("./run-tags.tsx").then((module) => module.RunTags));
export const ItemList = partOnDemand(() => import("./item-list.tsx").then((module) => module.ItemList));
export const ItemBar = partOnDemand(() => import("./item-panel.tsx").then((module) => module.ItemBar));
export const ItemDetails = partOnDemand(() => import("./item-panel.tsx").then((module) => module.ItemDetails));
export const ItemValue = partOnDemand(() => import("./item-panel.tsx").then((module) => module.ItemValue));
export const EdgePanel = partOnDemand(() => import("./edge-panel.tsx").then((module) => module.EdgePanel));
