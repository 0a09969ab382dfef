import { setTimeout as sleep } from "node:timers/promises";

/**
 * What a page needs on its way to a person: the frame, the code of the pages people open first, and the API. Nobody is signed
 * in here, so that each answer is a refusal or the way to sign in, and nothing is read or changed.
 */
const FIRST_ASKED = ["/sign-in", "/flows", "/flows/any", "/runs/any", "/overview", "/approvals", "/api/trpc/me", "/sign-in"];
const AT_MOST_MS = 20_000;

/**
 * Asks this server for what the first person will ask for, so that the code behind it is loaded and compiled by then: the
 * first page of a server that has just started took seconds, the second a tenth of one. One request at a time, beside whatever
 * people ask for meanwhile. Never fails: what is not warm is only slower.
 */
export async function warmUp(origin: string): Promise<void> {
  const signal = AbortSignal.timeout(AT_MOST_MS);
  const ask = (path: string): Promise<string> =>
    fetch(new URL(path, origin), { signal, redirect: "manual" }).then(
      (answer) => answer.text(),
      () => "",
    );
  let page = "";
  for (const path of FIRST_ASKED) {
    page = await ask(path);
    await sleep(0);
  }
  for (const script of new Set(page.match(/\/_next\/static\/[^"\\]+\.(?:js|css)/g))) await ask(script);
}
