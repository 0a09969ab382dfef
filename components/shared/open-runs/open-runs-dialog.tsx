"use client";

import { Modal } from "@mantine/core";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

interface OpenRunsDialogProps {
  readonly flowId: string;
  /** Default: production. */
  readonly environment?: string;
  readonly onClose: () => void;
}

const OpenRuns = partOnDemand(() => import("./open-runs.tsx").then((module) => module.OpenRuns));

/** What is to become of the open runs on other versions of a flow. */
export const OpenRunsDialog = ({ onClose, ...place }: OpenRunsDialogProps) => (
  <Modal opened onClose={onClose} title="Runs on other versions" size="lg">
    <OpenRuns {...place} onClose={onClose} />
  </Modal>
);
