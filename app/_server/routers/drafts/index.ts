import "server-only";
import { router } from "../../trpc.ts";
import { createFlow } from "./create.ts";
import { createImported, readImport } from "./import.ts";
import { discardDraft } from "./discard.ts";
import { draftHistory } from "./history.ts";
import { listDrafts } from "./list.ts";
import { openDraft } from "./open.ts";
import { announcePresence } from "./presence.ts";
import { publishDraft } from "./publish.ts";
import { saveDraft } from "./save.ts";
import { watchDraft } from "./watch.ts";

export const draftsRouter = router({
  open: openDraft,
  list: listDrafts,
  save: saveDraft,
  watch: watchDraft,
  presence: announcePresence,
  history: draftHistory,
  discard: discardDraft,
  publish: publishDraft,
  create: createFlow,
  readImport,
  createImported,
});
