-- Mappings that flows of an organization share, in immutable numbered versions.

-- CreateTable
CREATE TABLE "reusable_mapping" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "org_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "reusable_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reusable_mapping_version" (
    "mapping_id" UUID NOT NULL,
    "org_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "expression" TEXT NOT NULL,
    "input" JSON,
    "output" JSON,
    "note" TEXT,
    "author" TEXT NOT NULL,
    "author_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "reusable_mapping_version_pkey" PRIMARY KEY ("mapping_id","number")
);

-- CreateIndex
CREATE UNIQUE INDEX "reusable_mapping_org_id_name_key" ON "reusable_mapping"("org_id", "name");

-- CreateIndex
CREATE INDEX "reusable_mapping_version_org_id_idx" ON "reusable_mapping_version"("org_id");

-- AddForeignKey
ALTER TABLE "reusable_mapping" ADD CONSTRAINT "reusable_mapping_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reusable_mapping_version" ADD CONSTRAINT "reusable_mapping_version_mapping_id_fkey" FOREIGN KEY ("mapping_id") REFERENCES "reusable_mapping"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a version says never changes: flows carry copies of it, and compare by name and number.
CREATE FUNCTION refuse_mapping_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A version of a mapping never changes';
END;
$$;

CREATE TRIGGER reusable_mapping_version_is_immutable BEFORE UPDATE ON "reusable_mapping_version"
  FOR EACH ROW EXECUTE FUNCTION refuse_mapping_version_change();
