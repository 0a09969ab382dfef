import {
  IconArrowBackUp,
  IconBell,
  IconBolt,
  IconBox,
  IconBoxMultiple,
  IconBroadcast,
  IconCalendarClock,
  IconClock,
  IconForms,
  IconGitBranch,
  IconGitMerge,
  IconPuzzle,
  IconListDetails,
  IconMessageReply,
  IconPlayerStop,
  IconRepeat,
  IconRss,
  IconShieldCheck,
  IconSitemap,
  IconTransform,
  IconUserCheck,
  IconVariable,
  IconWebhook,
  IconWorld,
  type Icon,
} from "@tabler/icons-react";

/** Icons that node definitions name. A kind with an icon of its own adds a line here. */
const icons: Readonly<Record<string, Icon>> = {
  "arrow-back-up": IconArrowBackUp,
  bell: IconBell,
  bolt: IconBolt,
  "box-multiple": IconBoxMultiple,
  broadcast: IconBroadcast,
  "calendar-clock": IconCalendarClock,
  clock: IconClock,
  forms: IconForms,
  "git-branch": IconGitBranch,
  "git-merge": IconGitMerge,
  puzzle: IconPuzzle,
  "list-details": IconListDetails,
  "message-reply": IconMessageReply,
  "player-stop": IconPlayerStop,
  repeat: IconRepeat,
  rss: IconRss,
  "shield-check": IconShieldCheck,
  sitemap: IconSitemap,
  transform: IconTransform,
  "user-check": IconUserCheck,
  variable: IconVariable,
  webhook: IconWebhook,
  world: IconWorld,
};

/** The icon of a node kind. */
export const nodeIcon = (name: string): Icon => icons[name] ?? IconBox;

export function NodeIcon({ name, size = 16 }: { readonly name: string; readonly size?: number }) {
  const Glyph = icons[name] ?? IconBox;
  return <Glyph size={size} stroke={1.75} aria-hidden />;
}
