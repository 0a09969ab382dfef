import "server-only";

/**
 * Guards writes against other sites: a cross-site page can make a browser send cookies, but neither this content type
 * nor a matching origin. Returns why a request is refused, or `undefined`.
 */
export function crossSiteRefusal(request: Request): string | undefined {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  if (!request.headers.get("content-type")?.startsWith("application/json")) return "The API takes application/json.";
  const origin = request.headers.get("origin");
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  if (origin === null || !URL.canParse(origin) || new URL(origin).host !== host) return "Requests from another site are refused.";
  return undefined;
}
