import "server-only";
import { router } from "../../trpc.ts";
import { flowPlaces, previewPromotion, promoteVersion, requestPromotionReview, retireFlow } from "./promotion.ts";
import { environmentSettings, listEnvironments, mapConnection, setSchedules, settingHistory, setVariable } from "./settings.ts";

export const environmentsRouter = router({
  list: listEnvironments,
  settings: environmentSettings,
  history: settingHistory,
  setVariable,
  mapConnection,
  setSchedules,
  places: flowPlaces,
  previewPromotion,
  promote: promoteVersion,
  requestReview: requestPromotionReview,
  retire: retireFlow,
});
