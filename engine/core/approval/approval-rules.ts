/**
 * Who has to agree before a run goes on, as data that is stored with the question: a later version of the flow changes
 * nothing about a question that is open.
 *
 * The stages come one after another. In a stage, each of its parties must reach its quorum. A person signs once per
 * question and counts for one party only, so "finance and legal" is always two people.
 */
export interface ApprovalRules {
  readonly stages: readonly (readonly Party[])[];
  /** Whether the person who started the run may decide about it. */
  readonly allowSelf: boolean;
  /** Members of the details that an approver may change while approving. */
  readonly editable?: readonly string[];
  /** Sending it back is an answer beside yes and no. */
  readonly canRequestChanges?: true;
  /** Who did not answer is reminded after this time, and then again each time it has passed, in milliseconds. */
  readonly remindAfterMs?: number;
  /** Whom else to ask when it has waited this long; the first come first. */
  readonly escalations?: readonly Escalation[];
}

export interface Escalation {
  readonly afterMs: number;
  readonly to: Asked;
}

/** Anybody of these; nobody named at all means every member. */
export interface Asked {
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** E-mail addresses in lower case. */
  readonly people: readonly string[];
}

export interface Party extends Asked {
  /** How many of them must agree. */
  readonly quorum: number;
}

/** What a person may sign as: their own place in the organization, or that of somebody they stand in for. */
export interface Hat {
  readonly userId?: string;
  readonly email?: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** Name of the person who is stood in for; absent for one's own hat. */
  readonly standsInFor?: string;
}

/** One signature under a question, in the order they were given. */
export interface Signature {
  /** The person's id, or the name of who has none. */
  readonly voter: string;
  readonly hats: readonly Hat[];
}

/** Rules of a question that was stored with roles alone. */
export const rulesOfRoles = (roles: readonly string[], quorum = 1): ApprovalRules => ({
  stages: [[{ roles, groups: [], people: [], quorum }]],
  allowSelf: true,
});

export const isAsked = ({ roles, groups, people }: Asked, hat: Hat): boolean =>
  roles.length + groups.length + people.length === 0 ||
  roles.some((role) => hat.roles.includes(role)) ||
  groups.some((group) => hat.groups.includes(group)) ||
  (hat.email !== undefined && people.includes(hat.email.toLowerCase()));
