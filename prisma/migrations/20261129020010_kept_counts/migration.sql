-- What a rate limit or a throttle counts outlives the run that retention deletes, for as long as it is counted.

-- AlterTable
ALTER TABLE "run_gate" ADD COLUMN "kept_until" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "limited_start" ADD COLUMN "rate_ms" BIGINT, ADD COLUMN "kept_until" TIMESTAMPTZ(6);

-- ---- what Prisma cannot say ----

CREATE INDEX run_gate_kept ON run_gate (kept_until) WHERE kept_until IS NOT NULL;
CREATE INDEX limited_start_kept ON limited_start (kept_until) WHERE kept_until IS NOT NULL;
