-- How far the ended runs of an organization have been sent to a collector of traces, by the time of their ends and their id.
CREATE TABLE "trace_export" (
    "org_id" UUID NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "run_id" UUID NOT NULL,

    CONSTRAINT "trace_export_pkey" PRIMARY KEY ("org_id")
);
