-- What was live when: one row whenever another version of a flow goes live.

-- CreateTable
CREATE TABLE "flow_activation" (
    "id" BIGSERIAL NOT NULL,
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "previous" INTEGER,
    "by" TEXT NOT NULL,
    "is_return" BOOLEAN NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "flow_activation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "flow_activation_flow_id_id_idx" ON "flow_activation"("flow_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "flow_activation" ADD CONSTRAINT "flow_activation_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
