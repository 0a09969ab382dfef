/** A run that loses its process this often in a row, without an event in between and alone, is set aside until a person releases it. */
export const QUARANTINED_AFTER = 3;

/**
 * So often, when the process drove other runs too and none of them has lost its process as often: processes that are killed
 * again and again for reasons of their own can take an innocent run with them three times in a row, hardly five times.
 */
export const QUARANTINED_IN_COMPANY_AFTER = 5;

/** Set aside whatever else died with it. */
export const QUARANTINED_AT_LAST_AFTER = 10;
