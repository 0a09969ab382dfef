import { createHash } from "node:crypto";

/** SHA-256 of an input as canonical JSON. */
export const inputDigest = (canonical: string): string => createHash("sha256").update(canonical).digest("base64url");
