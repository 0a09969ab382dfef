import type { FlowDocument, FlowNode } from "../../flow/flow-document.ts";
import type { Problem } from "../../problem.ts";

/**
 * What a flow says that an exported project cannot keep: a project has no log to go back to, so it knows no point of no
 * return, undoes everything or up to a savepoint, asks nobody what became of a call, and hears of an answer only when it is
 * there. Left out, the project would do something else than the flow.
 */
export function projectProblems({ nodes }: FlowDocument): readonly Problem[] {
  return nodes.flatMap((node, index) => {
    const found = engineOnly(node);
    if (!found) return [];
    return [
      {
        code: "export/engine-only",
        severity: "error",
        message: `"${node.name ?? node.id}" ${found.what}, which an exported project cannot do.`,
        fix: `Run this flow here, or ${found.instead}.`,
        path: `/nodes/${index}${found.path}`,
        nodeId: node.id,
      },
    ];
  });
}

interface EngineOnly {
  readonly what: string;
  readonly instead: string;
  readonly path: string;
}

function engineOnly({ kind, config, pivot, heartbeat }: FlowNode): EngineOnly | undefined {
  if (pivot === true)
    return { what: "is a point of no return", instead: "take `pivot` away from it before the export", path: "/pivot" };
  if (heartbeat !== undefined)
    return {
      what: "is given up when it falls silent",
      instead: "take `heartbeat` away from it and rely on its `timeout`",
      path: "/heartbeat",
    };
  if (kind === "compensate" && config?.["only"] !== undefined)
    return { what: "undoes one step alone", instead: "let it go back to a savepoint", path: "/config/only" };
  if (config?.["effect"] === "lookup")
    return { what: "is looked up before it is repeated", instead: "make its effect `keyed` or `none`", path: "/config/effect" };
  return undefined;
}
