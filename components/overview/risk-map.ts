import type { FlowFigures, RunFigures } from "#engine/runtime/overview.ts";
import { endedBadly } from "./run-links.ts";

export const likelihoods = ["rare", "sometimes", "often"] as const;
export const impacts = ["low", "medium", "high"] as const;
export type Likelihood = (typeof likelihoods)[number];
export type Impact = (typeof impacts)[number];

/** Shares from which something counts as the next step. */
export const THRESHOLDS = { sometimes: 0.01, often: 0.05, medium: 0.05, high: 0.2 } as const;

export interface FlowRisk {
  readonly flow: FlowFigures;
  readonly likelihood: Likelihood;
  readonly impact: Impact;
  /** Runs that ended badly, as a share of those of the flow. */
  readonly failing: number;
  readonly failed: number;
}

/**
 * Where trouble is, and how much depends on it. How often: runs of the flow that ended badly. How much: an incident that
 * waits for a person weighs most; else the flow's share of the value made in its currency, or of all runs where it declares none.
 */
export function flowRisks(flows: readonly FlowFigures[], total: RunFigures): readonly FlowRisk[] {
  return flows.map((flow) => {
    const failed = endedBadly.reduce((sum, status) => sum + (flow.byStatus[status] ?? 0), 0);
    const failing = flow.runs === 0 ? 0 : failed / flow.runs;
    return { flow, failed, failing, likelihood: likelihoodOf(failing), impact: impactOf(flow, total) };
  });
}

function likelihoodOf(failing: number): Likelihood {
  if (failing >= THRESHOLDS.often) return "often";
  return failing >= THRESHOLDS.sometimes ? "sometimes" : "rare";
}

function impactOf(flow: FlowFigures, total: RunFigures): Impact {
  if (flow.openIncidents > 0) return "high";
  const share = Math.max(...valueShares(flow, total), flow.money.length > 0 || total.runs === 0 ? 0 : flow.runs / total.runs);
  if (share >= THRESHOLDS.high) return "high";
  return share >= THRESHOLDS.medium ? "medium" : "low";
}

function valueShares(flow: FlowFigures, total: RunFigures): readonly number[] {
  return flow.money.map(({ currency, value }) => {
    const all = total.money.find((one) => one.currency === currency)?.value ?? 0;
    return all > 0 ? value / all : 0;
  });
}

/** The tone of a field of the map. */
export function riskTone(likelihood: Likelihood, impact: Impact): "good" | "warn" | "bad" {
  const weight = likelihoods.indexOf(likelihood) + impacts.indexOf(impact);
  if (likelihood === "rare") return "good";
  return weight >= 3 ? "bad" : "warn";
}
