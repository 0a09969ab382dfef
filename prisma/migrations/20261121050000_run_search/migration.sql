-- What people look runs up by. Columns that change while a run lives stay out of the indexes, so that its updates remain
-- updates in place: the code of a failure is written once, when the run ends, and stands in for the statuses of runs that
-- ended badly.

-- AlterTable
ALTER TABLE "run" ADD COLUMN "failure_code" TEXT;

-- CreateIndex
CREATE INDEX "run_flow_version_id_id_idx" ON "run"("flow_version_id", "id" DESC);

-- CreateTable
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_org_id_user_id_name_key" ON "saved_view"("org_id", "user_id", "name");

-- AddForeignKey
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "membership"("org_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- the runs there are ----

-- The code in the last event of a run, [type, offset, data]. Reading members of JSON refuses \u0000 anywhere in it; such a
-- run gets the code of its status.
CREATE FUNCTION last_failure_code(events json) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN events -> -1 -> 2 #>> '{failure,code}';
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;

UPDATE run r SET failure_code = coalesce(last_failure_code(l.events), CASE WHEN r.status = 'canceled' THEN 'run/canceled' ELSE 'step/crashed' END)
FROM run_log l
WHERE l.run_id = r.id AND l.last_seq = r.seq AND r.ended_at IS NOT NULL AND r.status <> 'completed';

DROP FUNCTION last_failure_code(json);

-- ---- what Prisma cannot say ----

-- Equality and prefixes; in the order of the list.
CREATE INDEX run_business_key ON run (org_id, business_key text_pattern_ops, id DESC) WHERE business_key IS NOT NULL;
CREATE INDEX run_failure_code ON run (org_id, failure_code text_pattern_ops, id DESC) WHERE failure_code IS NOT NULL;
CREATE INDEX run_ended_badly ON run (org_id, id DESC) WHERE failure_code IS NOT NULL;
-- Runs that took a minute or more are few where most take less.
CREATE INDEX run_long ON run (org_id, id DESC) WHERE ended_at - created_at >= interval '1 minute';
