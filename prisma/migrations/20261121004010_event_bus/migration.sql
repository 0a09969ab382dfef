-- CreateTable
CREATE TABLE "bus_event" (
    "id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "subject" TEXT,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "data" JSON NOT NULL,
    "event_key" TEXT NOT NULL,
    "run_id" UUID,
    "hops" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "deliver_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "bus_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_subscription" (
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "types" TEXT[],
    "filter" TEXT,

    CONSTRAINT "event_subscription_pkey" PRIMARY KEY ("flow_id","node_id")
);

-- CreateTable
CREATE TABLE "event_delivery" (
    "org_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "run_id" UUID,
    "detail" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_delivery_pkey" PRIMARY KEY ("event_id","flow_id","node_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "bus_event_org_id_event_key_key" ON "bus_event"("org_id", "event_key");

-- CreateIndex
CREATE INDEX "bus_event_org_id_id_idx" ON "bus_event"("org_id", "id" DESC);

-- CreateIndex
CREATE INDEX "event_subscription_org_id_idx" ON "event_subscription"("org_id");

-- AddForeignKey
ALTER TABLE "event_subscription" ADD CONSTRAINT "event_subscription_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_delivery" ADD CONSTRAINT "event_delivery_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "bus_event"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_delivery" ADD CONSTRAINT "event_delivery_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- what Prisma cannot say ----

ALTER TABLE event_delivery ADD CONSTRAINT event_delivery_outcome CHECK (outcome IN ('started', 'failed', 'stopped'));

-- What is still to be delivered; it holds next to nothing, however many events there are.
CREATE INDEX bus_event_undelivered ON bus_event (deliver_at, id) WHERE delivered_at IS NULL;
