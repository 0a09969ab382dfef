/** Preloaded into a worker: SIGUSR2 blocks its event loop for `OMNILINK_CHAOS_BLOCK_MS`, as a long computation would. */
const blockMs = Number(process.env["OMNILINK_CHAOS_BLOCK_MS"] ?? 10_000);

process.on("SIGUSR2", () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs);
});
