-- Lines between fields that people have drawn or turned down; auto-map learns from them.

-- CreateTable
CREATE TABLE "mapping_pair" (
    "org_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "mapping_pair_pkey" PRIMARY KEY ("org_id","key")
);

-- CreateIndex
CREATE INDEX "mapping_pair_org_id_changed_at_idx" ON "mapping_pair"("org_id", "changed_at" DESC);
