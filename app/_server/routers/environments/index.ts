import "server-only";
import { router } from "../../trpc.ts";
import { flowPlaces, previewPromotion, promoteVersion, requestPromotionReview } from "./promotion.ts";
import { environmentSettings, listEnvironments, mapConnection, settingHistory, setVariable } from "./settings.ts";

export const environmentsRouter = router({
  list: listEnvironments,
  settings: environmentSettings,
  history: settingHistory,
  setVariable,
  mapConnection,
  places: flowPlaces,
  previewPromotion,
  promote: promoteVersion,
  requestReview: requestPromotionReview,
});
