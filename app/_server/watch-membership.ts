import "server-only";
import { currentMembership } from "./auth.ts";

const MEMBERSHIP_CHECK_MS = 30_000;

/** An open stream outlives the request that authorized it, so the right to read is looked up again while it lasts. */
export function watchMembership(): { readonly gone: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    currentMembership().then(
      (me) => me ?? controller.abort(),
      () => controller.abort(),
    );
  }, MEMBERSHIP_CHECK_MS);
  return { gone: controller.signal, stop: () => clearInterval(timer) };
}
