-- AlterTable
ALTER TABLE "run" ADD COLUMN "forked_from" UUID;

-- The forks of a run; most runs are none and are not in it.
CREATE INDEX "run_forked_from_idx" ON "run"("forked_from") WHERE "forked_from" IS NOT NULL;
