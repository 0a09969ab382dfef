-- Figures of the overview: runs that ended, by the hour they began in. An hour is counted anew whenever one of its runs has
-- ended or was opened again, so counting twice changes nothing, and a run that ends weeks later lands where it began.

-- CreateTable
CREATE TABLE "run_hour" (
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "flow_version_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "status" TEXT NOT NULL,
    "failure_code" TEXT NOT NULL DEFAULT '',
    "runs" INTEGER NOT NULL,
    "duration_ms" BIGINT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT '',
    "value" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "without_value" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_hour_pkey" PRIMARY KEY ("org_id","hour","flow_version_id","status","failure_code")
);

-- CreateIndex
CREATE INDEX "run_hour_flow_version_id_hour_idx" ON "run_hour"("flow_version_id", "hour");

-- CreateTable
CREATE TABLE "run_value" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "amount" DOUBLE PRECISION,

    CONSTRAINT "run_value_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "run_recount" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,

    CONSTRAINT "run_recount_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "counted_until" (
    "org_id" UUID NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "counted_until_pkey" PRIMARY KEY ("org_id")
);

-- ---- what Prisma cannot say ----

-- What has ended since the last count. Set once per run, at its end.
CREATE INDEX run_ended ON run (org_id, ended_at) WHERE ended_at IS NOT NULL;
-- Decisions of a period.
CREATE INDEX approval_decided ON approval (org_id, decided_at) WHERE decided_at IS NOT NULL;

-- A run that goes on after its end (redrive) must leave the figures of its hour.
CREATE FUNCTION recount_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO run_recount (run_id, org_id) VALUES (NEW.id, NEW.org_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER run_reopened AFTER UPDATE OF ended_at ON run
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL) EXECUTE FUNCTION recount_run();
