import { Button } from "@mantine/core";
import type { Problem } from "#engine/core/problem.ts";
import { Notice } from "#components/ui/notice.tsx";
import { useSession } from "../session/designer-session.ts";

/** The errors of the draft that keep it from being published. */
export function PublishErrors({ problems }: { readonly problems: readonly Problem[] }) {
  const { surface, designer } = useSession();
  const [first, ...others] = problems.filter(({ severity }) => severity === "error");
  if (!first) return null;
  const showProblems = (): void => {
    surface.getState().close();
    designer.getState().openDrawer("problems");
  };
  return (
    <Notice
      tone="bad"
      title={others.length === 0 ? "1 error must be mended first" : `${others.length + 1} errors must be mended first`}
    >
      {first.message}{" "}
      <Button size="compact-xs" variant="subtle" onClick={showProblems}>
        Show problems
      </Button>
    </Notice>
  );
}
