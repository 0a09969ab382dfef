import type { ServerResponse } from "node:http";

/**
 * Keeps the content type of a response one text. Next sets each header of a route handler as a list; its own compression
 * does not recognize a type in a list, and would send every answer of the API as it is: 400 kB for a large draft.
 */
export function keepOneContentType(response: ServerResponse): void {
  const set = response.setHeader.bind(response);
  response.setHeader = (name, value) =>
    set(name, name.toLowerCase() === "content-type" && Array.isArray(value) ? value.join(", ") : value);
}
