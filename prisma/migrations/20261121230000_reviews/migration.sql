-- Reviews before a flow goes live: the rule, what is asked to go live, and what people decide and say.

-- CreateTable
CREATE TABLE "review_rule" (
    "id" BIGSERIAL NOT NULL,
    "org_id" UUID NOT NULL,
    "flow_id" UUID,
    "is_required" BOOLEAN,
    "quorum" INTEGER NOT NULL,
    "roles" TEXT[],
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "review_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_review" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "base_version_id" UUID,
    "source" TEXT NOT NULL,
    "document" JSON NOT NULL,
    "layout" JSON,
    "bundle" JSON NOT NULL,
    "bundle_hash" TEXT NOT NULL,
    "revisions" INTEGER[],
    "authors" UUID[],
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "note" TEXT,
    "quorum" INTEGER NOT NULL,
    "roles" TEXT[],
    "broke_glass_reason" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "published_version" INTEGER,

    CONSTRAINT "flow_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_review_entry" (
    "id" BIGSERIAL NOT NULL,
    "org_id" UUID NOT NULL,
    "review_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" UUID,
    "author" TEXT NOT NULL,
    "role" TEXT,
    "text" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "flow_review_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "review_rule_org_id_flow_id_id_idx" ON "review_rule"("org_id", "flow_id", "id" DESC);

-- CreateIndex
CREATE INDEX "flow_review_org_id_status_requested_at_idx" ON "flow_review"("org_id", "status", "requested_at" DESC);

-- CreateIndex
CREATE INDEX "flow_review_flow_id_content_hash_idx" ON "flow_review"("flow_id", "content_hash");

-- CreateIndex
CREATE INDEX "flow_review_entry_review_id_id_idx" ON "flow_review_entry"("review_id", "id");

-- AddForeignKey
ALTER TABLE "flow_review" ADD CONSTRAINT "flow_review_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_review_entry" ADD CONSTRAINT "flow_review_entry_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "flow_review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- what Prisma cannot say ----

ALTER TABLE review_rule ADD CONSTRAINT review_rule_quorum CHECK (quorum between 1 and 10);
ALTER TABLE flow_review ADD CONSTRAINT flow_review_status CHECK (status IN
  ('open', 'approved', 'published', 'changesRequested', 'canceled', 'superseded', 'owed', 'settled', 'objected'));
ALTER TABLE flow_review_entry ADD CONSTRAINT flow_review_entry_kind CHECK (kind IN
  ('requested', 'approved', 'changesRequested', 'commented', 'canceled', 'superseded', 'published', 'brokeGlass'));

-- One review of a flow at a time, and one approval per person.
CREATE UNIQUE INDEX flow_review_one_open ON flow_review (flow_id) WHERE status IN ('open', 'approved');
CREATE UNIQUE INDEX flow_review_entry_one_approval ON flow_review_entry (review_id, user_id) WHERE kind = 'approved';
