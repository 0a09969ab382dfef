import { useSyncExternalStore } from "react";

const neverChanges = () => () => undefined;
const SERVER_ZONE = "UTC";

/**
 * The zone in which to write times. A page that comes from the server is written in UTC and says so, because the server
 * knows neither the zone nor the clock of the reader; as soon as the page lives, times are those of the reader. Whatever
 * shows a clock or a calendar goes through here: a text that differs between the two makes React throw the page away.
 */
export const useTimeZone = (): string =>
  useSyncExternalStore(
    neverChanges,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => SERVER_ZONE,
  );

/** Whether the page lives: false on the server, and while the browser takes over what the server wrote. */
export const useIsAlive = (): boolean =>
  useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
