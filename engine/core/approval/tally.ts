import { isAsked, type ApprovalRules, type Hat, type Party, type Signature } from "./approval-rules.ts";

/** How far a question is. */
export interface Tally {
  readonly isComplete: boolean;
  /** Index of the stage that is asked now; of a complete one, the last. */
  readonly stage: number;
  /** Parties of that stage that still lack signatures, with how many. */
  readonly missing: readonly (Party & { readonly more: number })[];
  readonly signed: number;
  readonly needed: number;
}

/** A signature that a party waits for, and who gave it. */
interface Slot {
  readonly party: Party;
  signature: Signature | undefined;
}

export function tally({ stages }: ApprovalRules, signatures: readonly Signature[]): Tally {
  const needed = stages.flat().reduce((sum, { quorum }) => sum + quorum, 0);
  let signed = 0;
  for (const [stage, parties] of stages.entries()) {
    const slots = fill(parties, signatures.slice(signed));
    const filled = slots.filter(({ signature }) => signature).length;
    signed += filled;
    if (filled < slots.length) return { isComplete: false, stage, missing: missingOf(parties, slots), signed, needed };
  }
  return { isComplete: true, stage: Math.max(0, stages.length - 1), missing: [], signed, needed };
}

/** Gives each signature a place; the places may be exchanged, so the order in which people sign never blocks anybody. */
function fill(parties: readonly Party[], signatures: readonly Signature[]): readonly Slot[] {
  const slots = parties.flatMap((party) => Array.from({ length: party.quorum }, (): Slot => ({ party, signature: undefined })));
  for (const signature of signatures) {
    if (slots.every((slot) => slot.signature)) break;
    place(signature, slots, new Set());
  }
  return slots;
}

function place(signature: Signature, slots: readonly Slot[], tried: Set<Slot>): boolean {
  for (const slot of slots) {
    if (tried.has(slot) || !signature.hats.some((hat) => isAsked(slot.party, hat))) continue;
    tried.add(slot);
    if (slot.signature && !place(slot.signature, slots, tried)) continue;
    slot.signature = signature;
    return true;
  }
  return false;
}

function missingOf(parties: readonly Party[], slots: readonly Slot[]): Tally["missing"] {
  return parties.flatMap((party) => {
    const more = slots.filter((slot) => slot.party === party && !slot.signature).length;
    return more === 0 ? [] : [{ ...party, more }];
  });
}

/** Who started the run, or put other data into it. Its id decides; where none was kept, the name does. */
export interface Starter {
  readonly id?: string;
  readonly name?: string;
}

export interface Signer {
  readonly id?: string;
  readonly name: string;
  readonly hats: readonly Hat[];
}

/** `ownRun`: they started it, or changed what it works on. `full`: whoever they can sign as has agreed already. `notYet`: a later stage asks them. */
export type WhyNot = "ownRun" | "signed" | "full" | "notYet" | "notAsked";
export type MaySign = { readonly ok: true; readonly hats: readonly Hat[] } | { readonly ok: false; readonly why: WhyNot };

/**
 * Whether a person may answer now, and as whom. Nobody who started the run may where the rules say so, and nobody may in
 * place of them.
 */
export function maySign(
  rules: ApprovalRules,
  signatures: readonly Signature[],
  signer: Signer,
  starters: readonly Starter[],
): MaySign {
  if (!rules.allowSelf && starters.some((starter) => isStarter(signer, starter))) return { ok: false, why: "ownRun" };
  const voter = voterOf(signer);
  if (signatures.some((signature) => signature.voter === voter)) return { ok: false, why: "signed" };
  const isBarred = ({ userId }: Hat): boolean => !rules.allowSelf && starters.some(({ id }) => id !== undefined && id === userId);
  const hats = signer.hats.filter((hat) => !isBarred(hat));
  const before = tally(rules, signatures);
  const counts = (given: readonly Hat[]): boolean => tally(rules, [...signatures, { voter, hats: given }]).signed > before.signed;
  if (counts(hats)) return { ok: true, hats };
  if (counts(signer.hats)) return { ok: false, why: "ownRun" };
  const isAskedIn = (parties: readonly Party[]): boolean => parties.some((party) => hats.some((hat) => isAsked(party, hat)));
  if (isAskedIn(rules.stages[before.stage] ?? [])) return { ok: false, why: "full" };
  return { ok: false, why: isAskedIn(rules.stages.slice(before.stage + 1).flat()) ? "notYet" : "notAsked" };
}

export const voterOf = ({ id, name }: Pick<Signer, "id" | "name">): string => id ?? name;

function isStarter({ id, name }: Signer, starter: Starter): boolean {
  return starter.id !== undefined && id !== undefined ? starter.id === id : starter.name === name;
}
