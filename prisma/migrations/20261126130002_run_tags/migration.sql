-- Words that people put on runs by hand.

-- CreateTable
CREATE TABLE "run_tag" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "tag" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "run_tag_pkey" PRIMARY KEY ("run_id","tag")
);

-- In the order of the list. It also tells which tags there are.
-- CreateIndex
CREATE INDEX "run_tag_org_id_tag_run_id_idx" ON "run_tag"("org_id", "tag", "run_id");
