import { Tooltip, VisuallyHidden } from "@mantine/core";
import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { NodeIcon } from "#components/ui/icons.tsx";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import classes from "./flow-list.module.css";
import { StatusBar } from "./status-bar.tsx";

export function FlowRow({ flow }: { readonly flow: ApiOutputs["flows"]["list"][number] }) {
  return (
    <li className={classes["row"]}>
      <div className={classes["main"]}>
        <div className={classes["name"]}>
          <Link href={`/flows/${flow.flowId}`} className={classes["link"] ?? ""}>
            {flow.name}
          </Link>
          <span className={classes["version"]}>v{flow.version}</span>
        </div>
        <div className={classes["purpose"]}>{firstSentence(flow.description) ?? flow.flowId}</div>
      </div>
      <ul className={classes["triggers"]} aria-label="Triggers">
        {flow.triggers.map((kind) => (
          <Trigger key={kind} kind={kind} />
        ))}
      </ul>
      <div className={classes["last"]}>
        {flow.lastRunAt === undefined ? (
          "Never run"
        ) : (
          <>
            Last run <RelativeTime at={flow.lastRunAt} />
          </>
        )}
      </div>
      <div className={classes["recent"]}>
        <StatusBar flowId={flow.flowId} recent={flow.recent} />
      </div>
    </li>
  );
}

function Trigger({ kind }: { readonly kind: string }) {
  const definition = nodeDefinitions.get(kind);
  const title = definition?.title ?? kind;
  return (
    <Tooltip label={`Starts by: ${title.toLowerCase()}`}>
      <li className={classes["trigger"]}>
        <NodeIcon name={definition?.icon ?? "box"} size={15} />
        <VisuallyHidden>{title}</VisuallyHidden>
      </li>
    </Tooltip>
  );
}

/** Descriptions are wrapped where their author liked, so a line says little; a sentence does. */
function firstSentence(text: string | undefined): string | undefined {
  const plain = text?.replace(/\s+/g, " ").trim();
  return plain === undefined || plain === "" ? undefined : (/^.*?[.!?](?= |$)/.exec(plain)?.[0] ?? plain);
}
