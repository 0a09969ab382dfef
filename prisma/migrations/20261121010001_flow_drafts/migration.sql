-- Drafts of flows, edit by edit, and what people say about the versions they publish.

-- AlterTable
ALTER TABLE "flow_version" ADD COLUMN     "note" TEXT,
ADD COLUMN     "changes" JSON;

-- CreateTable
CREATE TABLE "flow_draft" (
    "flow_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "base_version_id" UUID,
    "origin_version" INTEGER,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "document" JSON NOT NULL,
    "layout" JSON NOT NULL,
    "samples" JSON NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_draft_pkey" PRIMARY KEY ("flow_id")
);

-- CreateTable
CREATE TABLE "flow_draft_edit" (
    "flow_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "user_id" UUID,
    "author" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "edit_id" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "operations" JSON NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "is_settled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "flow_draft_edit_pkey" PRIMARY KEY ("flow_id","revision")
);

-- CreateIndex
CREATE UNIQUE INDEX "flow_draft_edit_flow_id_client_id_edit_id_key" ON "flow_draft_edit"("flow_id", "client_id", "edit_id");

-- AddForeignKey
ALTER TABLE "flow_draft" ADD CONSTRAINT "flow_draft_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_draft" ADD CONSTRAINT "flow_draft_base_version_id_fkey" FOREIGN KEY ("base_version_id") REFERENCES "flow_version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_draft_edit" ADD CONSTRAINT "flow_draft_edit_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow_draft"("flow_id") ON DELETE CASCADE ON UPDATE CASCADE;
