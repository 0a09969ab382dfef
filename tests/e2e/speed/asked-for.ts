/** Why figures are not part of every test run: they belong to a quiet machine. `OMNILINK_SPEED=1 npm test -- e2e` takes them. */
export const SPEED_IS_ASKED_FOR = "Figures need a quiet machine: set OMNILINK_SPEED=1.";
