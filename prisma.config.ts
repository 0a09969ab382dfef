import { defineConfig } from "prisma/config";

/** `generate` and `migrate diff` between files need no database, so the variable may be missing. */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env["DATABASE_URL"] ?? "postgresql://localhost/omnilink" },
});
