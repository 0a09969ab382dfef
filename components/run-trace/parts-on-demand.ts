"use client";

import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

/** Dialogs and forms that most looks at a run never open: their code comes when they do. */
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
export const RunTags = partOnDemand(() => import("./run-tags.tsx").then((module) => module.RunTags));
export const EdgePanel = partOnDemand(() => import("./edge-panel.tsx").then((module) => module.EdgePanel));
