/** The bundler asks twice within a second; a server that restarts, or a train in a tunnel, takes longer. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000] as const;

/**
 * Loads a part of the page that is fetched on demand, and asks again while it cannot be fetched: one lost request must not
 * take the page from the person. Rejects with the bundler's `ChunkLoadError` after about half a minute, and at once with
 * whatever the part itself throws.
 */
export async function persistently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const pause of PAUSES_MS) {
    try {
      return await load();
    } catch (error) {
      if (!isNotFetched(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return load();
}

export const isNotFetched = (error: unknown): boolean => error instanceof Error && error.name === "ChunkLoadError";
