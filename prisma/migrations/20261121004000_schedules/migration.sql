-- CreateTable
CREATE TABLE "schedule" (
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "config" JSON NOT NULL,
    "cursor_at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "paused_by" TEXT,
    "problem" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("flow_id","node_id")
);

-- CreateTable
CREATE TABLE "schedule_occurrence" (
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "run_id" UUID,
    "detail" TEXT,
    "start_at" TIMESTAMPTZ(3),
    "requested_by" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_occurrence_pkey" PRIMARY KEY ("flow_id","node_id","scheduled_at")
);

-- CreateIndex
CREATE INDEX "schedule_org_id_idx" ON "schedule"("org_id");

-- CreateIndex
CREATE INDEX "schedule_occurrence_flow_id_node_id_recorded_at_idx" ON "schedule_occurrence"("flow_id", "node_id", "recorded_at" DESC);

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_occurrence" ADD CONSTRAINT "schedule_occurrence_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- what Prisma cannot say ----

ALTER TABLE schedule_occurrence ADD CONSTRAINT schedule_occurrence_status
  CHECK (status IN ('started', 'skipped', 'missed', 'failed', 'queued', 'backfill'));

-- The loop looks for these several times a second.
CREATE INDEX schedule_due ON schedule (next_at) WHERE paused_at IS NULL;
CREATE INDEX schedule_occurrence_waiting ON schedule_occurrence (start_at) WHERE status IN ('queued', 'backfill');
-- Whether a run of a schedule is still open.
CREATE INDEX run_open_scheduled ON run (flow_id) WHERE ended_at IS NULL AND trigger_key LIKE 'schedule:%';
