-- Who has to agree, how risky it is, and what the decision was bound to. Questions from before have none of it: their roles
-- and their quorum of one go on to count.
ALTER TABLE approval ADD COLUMN rules JSON, ADD COLUMN risk JSON, ADD COLUMN shown_hash TEXT;
ALTER TABLE approval DROP CONSTRAINT approval_status_check;
ALTER TABLE approval ADD CONSTRAINT approval_status_check
  CHECK (status IN ('pending', 'approved', 'rejected', 'changesRequested', 'answered', 'timedOut', 'closed')) NOT VALID;
ALTER TABLE approval VALIDATE CONSTRAINT approval_status_check;

ALTER TABLE organization ADD COLUMN risk_threshold DOUBLE PRECISION NOT NULL DEFAULT 0.7;
ALTER TABLE organization ADD CONSTRAINT organization_risk_threshold_check CHECK (risk_threshold BETWEEN 0 AND 1);

-- CreateTable
CREATE TABLE "approval_vote" (
    "approval_id" TEXT NOT NULL,
    "shown_hash" TEXT NOT NULL,
    "voter" TEXT NOT NULL,
    "org_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hats" JSON NOT NULL,
    "decision" TEXT NOT NULL,
    "comment" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "approval_vote_pkey" PRIMARY KEY ("approval_id","shown_hash","voter")
);

-- CreateTable
CREATE TABLE "approval_note" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "approval_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "by_id" TEXT,
    "by" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "approval_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_group" (
    "org_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "person_group_pkey" PRIMARY KEY ("org_id","name","user_id")
);

-- CreateTable
CREATE TABLE "delegation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "from_user_id" UUID NOT NULL,
    "to_user_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "delegation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "approval_note_approval_id_at_idx" ON "approval_note"("approval_id", "at");

-- CreateIndex
CREATE INDEX "person_group_org_id_user_id_idx" ON "person_group"("org_id", "user_id");

-- CreateIndex
CREATE INDEX "delegation_org_id_to_user_id_idx" ON "delegation"("org_id", "to_user_id");

-- AddForeignKey
ALTER TABLE "approval_vote" ADD CONSTRAINT "approval_vote_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_note" ADD CONSTRAINT "approval_note_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_group" ADD CONSTRAINT "person_group_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "membership"("org_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_org_id_from_user_id_fkey" FOREIGN KEY ("org_id", "from_user_id") REFERENCES "membership"("org_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_org_id_to_user_id_fkey" FOREIGN KEY ("org_id", "to_user_id") REFERENCES "membership"("org_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE delegation ADD CONSTRAINT delegation_period_check CHECK (starts_at < ends_at AND from_user_id <> to_user_id);
ALTER TABLE approval_vote ADD CONSTRAINT approval_vote_decision_check CHECK (decision IN ('approved', 'rejected', 'changesRequested', 'answered'));
ALTER TABLE approval_note ADD CONSTRAINT approval_note_kind_check CHECK (kind IN ('comment', 'reassigned', 'reminded', 'escalated'));
