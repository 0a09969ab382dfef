import { createEgress } from "../hub/egress/egress.ts";
import { createMailSender } from "../hub/mail/smtp-sender.ts";
import { createConnections } from "../hub/connections/connections.ts";
import { createNodeExecutors } from "../nodes/executors.ts";
import type { SendMail } from "../nodes/mail-sender.ts";
import type { Send } from "../nodes/sender.ts";
import type { EmitFromRun } from "../runtime/event-bus.ts";
import type { NodeExecutors } from "../runtime/executor.ts";
import type { Connections } from "../runtime/ports.ts";
import { readConnectionsFile } from "./connections-file.ts";
import { crashingSend, faultsFromEnvironment } from "./crash-points.ts";
import { productVersion } from "./product-version.ts";
import { omitUndefined } from "../core/omit-undefined.ts";

/** Everything through which a step reaches beyond the engine. */
export interface Outside {
  /** The code of every node kind; events go where `emit` puts them. */
  executorsWith(bus: { readonly emit: EmitFromRun }): NodeExecutors;
  readonly connections: Connections;
  /** The two doors themselves, for what the product sends on its own account. */
  readonly send: Send;
  readonly sendMail: SendMail;
  close(): Promise<void>;
}

export interface OutsideOptions {
  /** Default: `OMNILINK_CONNECTIONS`, else `flows/connections.yaml` of this installation. */
  readonly connectionsFile?: string;
  /** Where `demo://` leads. Default: `OMNILINK_DEMO_URL`. */
  readonly demoUrl?: string;
  /** What `demo://mail` stands for, as `host:port`. Default: `OMNILINK_DEMO_MAIL`. */
  readonly demoMailServer?: string;
}

/** Throws an error whose message says what is wrong with the connections file. */
export async function openOutside(options: OutsideOptions = {}): Promise<Outside> {
  const demoUrl = options.demoUrl ?? process.env["OMNILINK_DEMO_URL"];
  const demoMailServer = options.demoMailServer ?? process.env["OMNILINK_DEMO_MAIL"];
  const allow = allowedOrigins();
  const { egress, close } = createEgress({ version: productVersion(), allow });
  const sendMail = createMailSender({ allow });
  return {
    executorsWith: ({ emit }) => createNodeExecutors({ send: crashingSend(egress, faultsFromEnvironment()), sendMail, emit }),
    send: egress,
    sendMail,
    connections: createConnections({
      entries: await readConnectionsFile(options.connectionsFile),
      ...omitUndefined({ demoUrl, demoMailServer }),
    }),
    close,
  };
}

/** `OMNILINK_EGRESS_ALLOW=host:port,...`: private addresses an operator vouches for. */
const allowedOrigins = (): readonly string[] =>
  (process.env["OMNILINK_EGRESS_ALLOW"] ?? "").split(",").filter((origin) => origin !== "");
