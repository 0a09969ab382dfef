-- Starts that a rate limit counts, and starts that are collected into one run (debounce, batch).

-- CreateTable
CREATE TABLE "limited_start" (
    "id" BIGSERIAL NOT NULL,
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "trigger_key" TEXT,
    "rate_key" TEXT,
    "input" JSON,
    "accepted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "limited_start_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collected_run" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "flow_version_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "run" JSON NOT NULL,
    "starts" INTEGER NOT NULL DEFAULT 1,
    "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collected_run_pkey" PRIMARY KEY ("run_id")
);

-- CreateIndex
CREATE INDEX "limited_start_run_id_idx" ON "limited_start"("run_id");

-- CreateIndex
CREATE INDEX "collected_run_due_at_idx" ON "collected_run"("due_at");

-- CreateIndex
CREATE INDEX "collected_run_flow_id_kind_key_idx" ON "collected_run"("flow_id", "kind", "key");

-- ---- what Prisma cannot say ----

ALTER TABLE collected_run ADD CONSTRAINT collected_run_kind_check CHECK (kind IN ('debounce', 'batch'));
CREATE UNIQUE INDEX limited_start_trigger_key ON limited_start (flow_id, trigger_key) WHERE trigger_key IS NOT NULL;
CREATE INDEX limited_start_rate ON limited_start (flow_id, rate_key, accepted_at) WHERE rate_key IS NOT NULL;
