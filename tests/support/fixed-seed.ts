import { configureGlobal } from "fast-check";

/** A failure seen once is seen again; set FAST_CHECK_SEED to look for others. */
configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 20_260_101) });
