/**
 * The most events that a run records before it begins to end: ten for each item of the longest list that a for-each takes.
 * Loops inside each other could go on for ever and a waiting run can be sent signals for ever, while whoever takes a run
 * over has to read what it recorded since its last snapshot, and a person all of it.
 */
export const MAX_RUN_EVENTS = 1_000_000;
