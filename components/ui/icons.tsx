import {
  IconBolt,
  IconBox,
  IconClock,
  IconGitBranch,
  IconGitMerge,
  IconPlayerStop,
  IconShieldCheck,
  IconTransform,
  IconUserCheck,
  IconVariable,
  IconWebhook,
  IconWorld,
  type Icon,
} from "@tabler/icons-react";

/** Icons that node definitions name. A kind with an icon of its own adds a line here. */
const icons: Readonly<Record<string, Icon>> = {
  bolt: IconBolt,
  clock: IconClock,
  "git-branch": IconGitBranch,
  "git-merge": IconGitMerge,
  "player-stop": IconPlayerStop,
  "shield-check": IconShieldCheck,
  transform: IconTransform,
  "user-check": IconUserCheck,
  variable: IconVariable,
  webhook: IconWebhook,
  world: IconWorld,
};

export function NodeIcon({ name, size = 16 }: { readonly name: string; readonly size?: number }) {
  const Glyph = icons[name] ?? IconBox;
  return <Glyph size={size} stroke={1.75} aria-hidden />;
}
