-- When people were told of an approval, and how often it was escalated. Nobody is told of one that was open before.
ALTER TABLE approval ADD COLUMN told_at TIMESTAMPTZ(3), ADD COLUMN reminded_at TIMESTAMPTZ(3), ADD COLUMN escalated INTEGER NOT NULL DEFAULT 0;
UPDATE approval SET told_at = clock_timestamp() WHERE status = 'pending';

-- CreateTable
CREATE TABLE "approval_link" (
    "token_hash" BYTEA NOT NULL,
    "org_id" UUID NOT NULL,
    "approval_id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateIndex
CREATE INDEX "approval_link_approval_id_idx" ON "approval_link"("approval_id");

-- AddForeignKey
ALTER TABLE "approval_link" ADD CONSTRAINT "approval_link_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who looks for what to tell reads the open ones alone.
CREATE INDEX approval_open ON approval (requested_at) WHERE status = 'pending';
