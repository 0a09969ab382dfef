import type { Path } from "#engine/core/edit/operation.ts";
import { toPointer } from "#engine/core/pointer.ts";
import { Link } from "#components/ui/link.tsx";
import { selectedNode, useDesigner } from "../../designer-context.ts";
import classes from "./open-mapper.module.css";

/** Fields that make data: worth drawing line by line. */
const MAPPED: ReadonlySet<unknown> = new Set(["expression", "body", "output", "input", "data", "details"]);

/** Leads to the mapper of this field; the draft goes along. */
export function OpenMapper({ path: [root, ...field], label }: { readonly path: Path; readonly label: string }) {
  const flowId = useDesigner((state) => state.flowId);
  const nodeId = useDesigner(selectedNode);
  if (root !== "config" || nodeId === undefined || !MAPPED.has(field[0])) return null;
  return (
    <Link
      className={classes["openMapper"] ?? ""}
      href={`/flows/${flowId}/map/${nodeId}?field=${encodeURIComponent(toPointer(field))}`}
      aria-label={`Open mapper: ${label}`}
    >
      Open mapper
    </Link>
  );
}
