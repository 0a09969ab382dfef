import "server-only";
import { z } from "zod";

/** Names are those of the organization's environments; the engine knows them. */
export const environment = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
