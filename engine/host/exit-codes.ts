/** An engine process ends with this code when it can no longer prove its lease, or takes no more hints: start a new one at once. */
export const LEASE_LOST_EXIT_CODE = 75;
