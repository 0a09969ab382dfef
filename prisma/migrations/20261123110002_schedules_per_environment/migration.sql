-- Schedules belong to an environment, and an environment beside production runs them where somebody has switched that on
-- (docs/adr/0029). What was there before belongs to production.
ALTER TABLE "schedule" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod',
    DROP CONSTRAINT "schedule_pkey", ADD CONSTRAINT "schedule_pkey" PRIMARY KEY ("flow_id","environment","node_id");
ALTER TABLE "schedule_occurrence" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod',
    DROP CONSTRAINT "schedule_occurrence_pkey", ADD CONSTRAINT "schedule_occurrence_pkey" PRIMARY KEY ("flow_id","environment","node_id","scheduled_at");
DROP INDEX "schedule_occurrence_flow_id_node_id_recorded_at_idx";
CREATE INDEX "schedule_occurrence_flow_id_environment_node_id_recorded_a_idx" ON "schedule_occurrence"("flow_id", "environment", "node_id", "recorded_at" DESC);

-- CreateTable
CREATE TABLE "schedule_setting" (
    "id" BIGSERIAL NOT NULL,
    "org_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "is_on" BOOLEAN NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "schedule_setting_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "schedule_setting_org_id_environment_id_idx" ON "schedule_setting"("org_id", "environment", "id" DESC);
ALTER TABLE "schedule_setting" ADD CONSTRAINT "schedule_setting_org_id_environment_fkey" FOREIGN KEY ("org_id", "environment") REFERENCES "environment"("org_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;
