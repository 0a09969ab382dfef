-- Environments: a version can be live in each of them by itself, and runs, events, reviews and webhooks belong to one. What
-- was there before belongs to production (docs/adr/0029).

-- CreateTable
CREATE TABLE "environment" (
    "org_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "environment_pkey" PRIMARY KEY ("org_id","name")
);

-- CreateTable
CREATE TABLE "environment_variable" (
    "id" BIGSERIAL NOT NULL,
    "org_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" JSON,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "environment_variable_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_mapping" (
    "id" BIGSERIAL NOT NULL,
    "org_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "target" TEXT,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "connection_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_live" (
    "org_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "environment" TEXT NOT NULL,
    "version_id" UUID NOT NULL,

    CONSTRAINT "flow_live_pkey" PRIMARY KEY ("flow_id","environment")
);

-- AlterTable
ALTER TABLE "flow" ADD COLUMN "leading_version_id" UUID;
ALTER TABLE "flow_version" ADD COLUMN "authors" UUID[] DEFAULT ARRAY[]::UUID[];
ALTER TABLE "flow_activation" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod';
ALTER TABLE "flow_activation" ADD COLUMN "promoted_from" TEXT;
ALTER TABLE "review_rule" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod';
ALTER TABLE "flow_review" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod';
ALTER TABLE "flow_review" ADD COLUMN "promoted_from" TEXT;
ALTER TABLE "webhook_endpoint" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod',
    DROP CONSTRAINT "webhook_endpoint_pkey", ADD CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("flow_id","environment","node_id");
ALTER TABLE "event_subscription" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod',
    DROP CONSTRAINT "event_subscription_pkey", ADD CONSTRAINT "event_subscription_pkey" PRIMARY KEY ("flow_id","environment","node_id");
ALTER TABLE "bus_event" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod';
ALTER TABLE "run" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod';
ALTER TABLE "limited_start" ADD COLUMN "environment" TEXT NOT NULL DEFAULT 'prod';

-- CreateIndex
CREATE INDEX "environment_variable_org_id_environment_name_id_idx" ON "environment_variable"("org_id", "environment", "name", "id" DESC);
CREATE INDEX "connection_mapping_org_id_environment_name_id_idx" ON "connection_mapping"("org_id", "environment", "name", "id" DESC);
CREATE INDEX "flow_activation_flow_id_environment_id_idx" ON "flow_activation"("flow_id", "environment", "id" DESC);
DROP INDEX "flow_activation_flow_id_id_idx";
DROP INDEX "review_rule_org_id_flow_id_id_idx";
CREATE INDEX "review_rule_org_id_environment_flow_id_id_idx" ON "review_rule"("org_id", "environment", "flow_id", "id" DESC);
DROP INDEX "bus_event_org_id_event_key_key";
CREATE UNIQUE INDEX "bus_event_org_id_environment_event_key_key" ON "bus_event"("org_id", "environment", "event_key");

-- AddForeignKey
ALTER TABLE "environment" ADD CONSTRAINT "environment_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "environment_variable" ADD CONSTRAINT "environment_variable_org_id_environment_fkey" FOREIGN KEY ("org_id", "environment") REFERENCES "environment"("org_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "connection_mapping" ADD CONSTRAINT "connection_mapping_org_id_environment_fkey" FOREIGN KEY ("org_id", "environment") REFERENCES "environment"("org_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "flow_live" ADD CONSTRAINT "flow_live_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "flow_live" ADD CONSTRAINT "flow_live_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "flow_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "flow_live" ADD CONSTRAINT "flow_live_org_id_environment_fkey" FOREIGN KEY ("org_id", "environment") REFERENCES "environment"("org_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "flow" ADD CONSTRAINT "flow_leading_version_id_fkey" FOREIGN KEY ("leading_version_id") REFERENCES "flow_version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- ---- what Prisma cannot say ----

-- What is live in production is flow.active_version_id, and nowhere else.
ALTER TABLE flow_live ADD CONSTRAINT flow_live_beside_production CHECK (environment <> 'prod');

-- The same delivery may come to each environment.
CREATE UNIQUE INDEX run_trigger_key_in_environment ON run (flow_id, trigger_key, environment) WHERE trigger_key IS NOT NULL;
DROP INDEX run_trigger_key;
CREATE UNIQUE INDEX limited_start_trigger_key_in_environment ON limited_start (flow_id, trigger_key, environment) WHERE trigger_key IS NOT NULL;
DROP INDEX limited_start_trigger_key;
-- Most runs are of production and need no index to be told apart.
CREATE INDEX run_beside_production ON run (org_id, environment, id DESC) WHERE environment <> 'prod';

DROP INDEX flow_review_one_open;
CREATE UNIQUE INDEX flow_review_one_open ON flow_review (flow_id, environment) WHERE status IN ('open', 'approved');

-- Every organization has its environments from its first moment on, whoever makes it.
CREATE FUNCTION add_environments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO environment (org_id, name, position) VALUES (NEW.id, 'dev', 1), (NEW.id, 'test', 2), (NEW.id, 'prod', 3);
  RETURN NULL;
END $$;
CREATE TRIGGER organization_environments AFTER INSERT ON organization FOR EACH ROW EXECUTE FUNCTION add_environments();
INSERT INTO environment (org_id, name, position)
SELECT o.id, e.name, e.position FROM organization o, (VALUES ('dev', 1), ('test', 2), ('prod', 3)) AS e(name, position);
