/**
 * A run that loses its process this often in a row, without an event in between, is set aside until a person releases it,
 * provided that no other run lost the same process this often: then either could be the reason.
 */
export const QUARANTINED_AFTER = 3;

/** Set aside whatever else died with it. */
export const QUARANTINED_AT_LAST_AFTER = 10;
