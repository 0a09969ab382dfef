"use client";

import dynamic from "next/dynamic";

/** Dialogs and forms that most looks at a run never open: their code comes when they do. */
export const DecisionCard = dynamic(() =>
  import("#components/shared/approval/decision-card.tsx").then((module) => module.DecisionCard),
);
export const DecideSteps = dynamic(() => import("./decide-step.tsx").then((module) => module.DecideSteps));
export const SendSignals = dynamic(() => import("./send-signal.tsx").then((module) => module.SendSignals));
export const FailedUndo = dynamic(() => import("./failed-undo.tsx").then((module) => module.FailedUndo));
export const RedriveDialog = dynamic(() => import("./redrive-dialog.tsx").then((module) => module.RedriveDialog));
export const CancelRun = dynamic(() => import("./cancel-run.tsx").then((module) => module.CancelRun));
export const PauseRun = dynamic(() => import("./pause-run.tsx").then((module) => module.PauseRun));
export const RunAgain = dynamic(() => import("./run-again.tsx").then((module) => module.RunAgain));
export const CompareWith = dynamic(() => import("./compare/compare-with.tsx").then((module) => module.CompareWith));
