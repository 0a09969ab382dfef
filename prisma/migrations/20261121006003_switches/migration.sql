-- Switches that pause a flow, or everything in an organization, and the runs they paused.

-- CreateTable
CREATE TABLE "run_switch" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "flow_id" UUID,
    "by" TEXT NOT NULL,
    "reason" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "run_switch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "switched_run" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,

    CONSTRAINT "switched_run_pkey" PRIMARY KEY ("run_id")
);

-- CreateIndex
CREATE INDEX "switched_run_org_id_flow_id_idx" ON "switched_run"("org_id", "flow_id");

-- AddForeignKey
ALTER TABLE "run_switch" ADD CONSTRAINT "run_switch_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- what Prisma cannot say ----

-- One switch per scope; new runs look here.
CREATE UNIQUE INDEX run_switch_on ON run_switch (org_id, coalesce(flow_id, '00000000-0000-0000-0000-000000000000')) WHERE ended_at IS NULL;
