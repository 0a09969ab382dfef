-- Who took a word off a run, and when: the row of the tag itself is gone by then.

-- CreateTable
CREATE TABLE "removed_run_tag" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "tag" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "put_by" TEXT NOT NULL,
    "put_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_run_tag_pkey" PRIMARY KEY ("run_id","tag","put_at")
);
