/**
 * Risk of what is asked, from 0 to 1: the sum of what each declared factor adds, never more than 1. Arithmetic over
 * recorded values alone, so that it is the same on every replay.
 */
export interface RiskScore {
  readonly score: number;
  /** Above it a person must decide, whatever the policy would do by itself. */
  readonly threshold: number;
  readonly factors: readonly RiskContribution[];
}

export interface RiskContribution {
  readonly kind: RiskFactorKind;
  readonly label: string;
  /** What was found, in words: "12,400 of 50,000". */
  readonly finding: string;
  /** The most this factor can add. */
  readonly weight: number;
  /** What it adds: its weight times how much of it applies. */
  readonly points: number;
}

export const riskFactorKinds = ["value", "dataClass", "newTarget", "irreversible", "offHours", "other"] as const;
export type RiskFactorKind = (typeof riskFactorKinds)[number];

export const dataClasses = ["public", "internal", "confidential", "secret"] as const;
export type DataClass = (typeof dataClasses)[number];

export const DEFAULT_RISK_THRESHOLD = 0.7;

/** A factor with what the run says about it. */
export type RiskFactor =
  | { readonly kind: "value"; readonly weight: number; readonly label?: string; readonly amount: number; readonly full: number }
  | { readonly kind: "dataClass"; readonly weight: number; readonly label?: string; readonly dataClass: DataClass }
  | {
      readonly kind: "offHours";
      readonly weight: number;
      readonly label?: string;
      readonly hours: WorkHours;
      readonly atMs: number;
    }
  | {
      readonly kind: "newTarget" | "irreversible" | "other";
      readonly weight: number;
      readonly label?: string;
      readonly applies: boolean;
    };

/** From the hour `from` until the hour `to`, Monday to Friday. */
export interface WorkHours {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
}

const LABELS: Readonly<Record<RiskFactorKind, string>> = {
  value: "Value",
  dataClass: "Class of the data",
  newTarget: "New target",
  irreversible: "Cannot be undone",
  offHours: "Outside working hours",
  other: "Other",
};

export function scoreRisk(factors: readonly RiskFactor[], threshold = DEFAULT_RISK_THRESHOLD): RiskScore {
  const contributions = factors.map(contributionOf);
  const sum = contributions.reduce((total, { points }) => total + points, 0);
  return { score: rounded(Math.min(1, sum)), threshold, factors: contributions };
}

function contributionOf(factor: RiskFactor): RiskContribution {
  const { share, finding } = readFactor(factor);
  const { kind, weight, label = LABELS[kind] } = factor;
  return { kind, label, finding, weight, points: rounded(weight * Math.min(1, Math.max(0, share))) };
}

function readFactor(factor: RiskFactor): { readonly share: number; readonly finding: string } {
  switch (factor.kind) {
    case "value":
      return { share: factor.amount / factor.full, finding: `${figure(factor.amount)} of ${figure(factor.full)}` };
    case "dataClass":
      return { share: dataClasses.indexOf(factor.dataClass) / (dataClasses.length - 1), finding: factor.dataClass };
    case "offHours": {
      const { isOff, clock } = offHours(factor.atMs, factor.hours);
      return { share: isOff ? 1 : 0, finding: `asked on ${clock}` };
    }
    case "newTarget":
    case "irreversible":
    case "other":
      return { share: factor.applies ? 1 : 0, finding: factor.applies ? "yes" : "no" };
  }
}

/** Two decimals more than anybody reads: sums of weights such as 0.1 stay comparable with a threshold such as 0.7. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const figure = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 2 });

function offHours(atMs: number, { from, to, timeZone }: WorkHours): { readonly isOff: boolean; readonly clock: string } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = parts.get("weekday") ?? "";
  const hour = Number(parts.get("hour"));
  const isOff = day === "Sat" || day === "Sun" || hour < from || hour >= to;
  return { isOff, clock: `${day}, ${parts.get("hour")}:${parts.get("minute")}` };
}
