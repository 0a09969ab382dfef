-- What people are to be told, by mail or in a chat: written down before it is sent, marked as sent after it was.

-- AlterTable
ALTER TABLE "flow_review_entry" ADD COLUMN "path" TEXT, ADD COLUMN "told_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "notice" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "approval_id" TEXT,
    "review_entry_id" BIGINT,
    "kind" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "user_id" UUID,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),
    "given_up_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notice_approval_id_idx" ON "notice"("approval_id");

-- CreateIndex
CREATE INDEX "notice_review_entry_id_idx" ON "notice"("review_entry_id");

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_review_entry_id_fkey" FOREIGN KEY ("review_entry_id") REFERENCES "flow_review_entry"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- what Prisma cannot say ----

ALTER TABLE notice
    ADD CONSTRAINT notice_way CHECK (way IN ('mail', 'chat')),
    ADD CONSTRAINT notice_about CHECK (num_nonnulls(approval_id, review_entry_id) = 1),
    ADD CONSTRAINT notice_to CHECK ((way = 'mail') = (user_id IS NOT NULL));

-- Who looks for what to send reads what is open alone.
CREATE INDEX notice_due ON notice (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;

-- Nobody is told of what happened before there were notices of reviews.
UPDATE flow_review_entry SET told_at = at;
CREATE INDEX flow_review_entry_untold ON flow_review_entry (at) WHERE told_at IS NULL;

-- Who asked for a review takes it back.
ALTER TABLE flow_review DROP CONSTRAINT flow_review_status, ADD CONSTRAINT flow_review_status CHECK (status IN
  ('open', 'approved', 'published', 'changesRequested', 'canceled', 'withdrawn', 'superseded', 'owed', 'settled', 'objected'));
ALTER TABLE flow_review_entry DROP CONSTRAINT flow_review_entry_kind, ADD CONSTRAINT flow_review_entry_kind CHECK (kind IN
  ('requested', 'approved', 'changesRequested', 'commented', 'canceled', 'withdrawn', 'superseded', 'published', 'brokeGlass'));
