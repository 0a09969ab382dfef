import type { SavedViews } from "../runtime/saved-views.ts";
import { storableText } from "./columns.ts";
import type { PrismaClient } from "./prisma-client.ts";

const MOST_VIEWS = 100;

export function createSavedViews(prisma: PrismaClient): SavedViews {
  return {
    async list({ orgId, userId }) {
      const views = await prisma.savedView.findMany({ where: { orgId, userId }, orderBy: { name: "asc" } });
      return views.map(({ id: viewId, name, query }) => ({ viewId, name, query }));
    },
    async save({ orgId, userId }, view) {
      const owner = { orgId, userId };
      const [name, query] = [storableText(view.name), storableText(view.query)];
      const others = await prisma.savedView.count({ where: { ...owner, name: { not: name } } });
      if (others >= MOST_VIEWS)
        return {
          ok: false,
          message: `You have ${MOST_VIEWS} saved views. Remove one that you no longer need, then save this one.`,
        };
      const key = { orgId_userId_name: { ...owner, name } };
      await prisma.savedView.upsert({ where: key, create: { ...owner, name, query }, update: { query } });
      return { ok: true };
    },
    async remove({ orgId, userId }, viewId) {
      await prisma.savedView.deleteMany({ where: { orgId, userId, id: viewId } });
    },
  };
}
