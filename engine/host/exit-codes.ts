/**
 * An engine process ends with this code when its runs must go to another, because it can no longer prove its lease or takes
 * no more hints: start a new one at once.
 */
export const START_ANEW_EXIT_CODE = 75;
