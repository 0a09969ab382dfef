import { createNoticeWays, type NoticeOutside } from "../hub/mail/notice-ways.ts";
import { createNotices } from "../postgres/notices/create-notices.ts";
import { deliverNotices, type Delivery } from "../runtime/deliver-notices.ts";
import { startLoop, type Loop } from "../runtime/loops.ts";
import type { Notice, NoticeFailure } from "../runtime/notices.ts";
import { systemClock } from "../runtime/system-clock.ts";

export interface NoticeLoop extends NoticeOutside {
  readonly pool: Parameters<typeof createNotices>[0];
  readonly log: (line: string) => void;
  readonly onError: (error: unknown) => void;
}

const LOOK_EVERY_MS = 1_000;
/** So many are sent side by side. */
const BATCH = 10;

/**
 * Tells people of what waits for them, where the installation says how: `OMNILINK_URL` is its address as people reach it,
 * `OMNILINK_APPROVAL_MAIL` and `OMNILINK_APPROVAL_CHAT` name connections. Without an address or a way nobody is told.
 */
export function startNotices({ pool, log, onError, ...outside }: NoticeLoop): Loop | undefined {
  const siteUrl = process.env["OMNILINK_URL"]?.replace(/\/+$/, "");
  const mail = process.env["OMNILINK_APPROVAL_MAIL"];
  const chat = process.env["OMNILINK_APPROVAL_CHAT"];
  if (!siteUrl || (!mail && !chat)) return undefined;
  const delivery: Delivery = {
    notices: createNotices(pool),
    ways: createNoticeWays(outside, { siteUrl, mail, chat }),
    onUnreached: (notice, error, failure) => log(unreachedText(notice, error, failure)),
  };
  return startLoop(systemClock, onError, async () => ((await deliverNotices(delivery, BATCH)) === BATCH ? 0 : LOOK_EVERY_MS));
}

function unreachedText({ way, to, about }: Notice, error: string, { attempts, nextAt }: NoticeFailure): string {
  const whom = way === "mail" ? `${to?.name ?? "Somebody"} could not be told by mail` : "The chat could not be told";
  const next = nextAt === undefined ? `Given up after ${attempts} attempts.` : `Attempt ${attempts + 1} comes at ${nextAt}.`;
  return `${whom} of the ${about.type} “${about.title}”: ${error} ${next}`;
}
