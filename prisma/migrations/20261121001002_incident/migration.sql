-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "node_id" TEXT,
    "visit" INTEGER,
    "failure" JSON NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "resolution" TEXT,
    "comment" TEXT,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "incident_org_id_status_opened_at_idx" ON "incident"("org_id", "status", "opened_at");

-- CreateIndex
CREATE INDEX "incident_run_id_idx" ON "incident"("run_id");

ALTER TABLE incident ADD CONSTRAINT incident_kind_check CHECK (kind IN ('failed', 'undecided', 'undoFailed', 'quarantined'));
ALTER TABLE incident ADD CONSTRAINT incident_status_check CHECK (status IN ('open', 'resolved', 'discarded'));
