/** The key of the job that hints a run, as `run_hint_key` makes it in the database. */
export const hintKey = (runId: string): string =>
  Buffer.from(runId.replaceAll("-", ""), "hex").toString("base64").replace(/=+$/, "");
