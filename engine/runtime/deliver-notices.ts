import type { Notice, NoticeFailure, Notices, NoticeWay } from "./notices.ts";

export interface Delivery {
  readonly notices: Notices;
  /** The ways that are set up. Each throws when the other side has not taken the notice. */
  readonly ways: Partial<Readonly<Record<NoticeWay, (notice: Notice) => Promise<void>>>>;
  readonly onUnreached: (notice: Notice, error: string, failure: NoticeFailure) => void;
}

/**
 * One round: what is due is sent, all side by side, so that one address that does not answer keeps nobody waiting. Gives how
 * many were tried.
 */
export async function deliverNotices(delivery: Delivery, limit: number): Promise<number> {
  const { notices, ways } = delivery;
  const known = Object.keys(ways) as NoticeWay[];
  await notices.plan(known, limit);
  const due = await notices.claim(known, limit);
  await Promise.all(due.map((notice) => deliver(delivery, notice)));
  return due.length;
}

async function deliver({ notices, ways, onUnreached }: Delivery, notice: Notice): Promise<void> {
  const error = await ways[notice.way]?.(notice).then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
  );
  if (error === undefined) return notices.sent(notice.noticeId);
  const failure = await notices.failed(notice, error);
  if (failure) onUnreached(notice, error, failure);
}
