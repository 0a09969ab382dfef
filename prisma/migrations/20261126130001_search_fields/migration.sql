-- What runs are found by beside their business key, as their flow declares it. Rows of their own, so that a run whose flow
-- declares nothing costs nothing, and so that the index is in the order of the list.

-- CreateTable
CREATE TABLE "run_search_field" (
    "run_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "run_search_field_pkey" PRIMARY KEY ("run_id","name")
);

-- ---- what Prisma cannot say ----

-- Equality and prefixes; in the order of the list. It also tells which fields there are.
CREATE INDEX run_search_field_value ON run_search_field (org_id, name, value text_pattern_ops, run_id);
