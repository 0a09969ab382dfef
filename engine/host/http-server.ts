import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

const DRAIN_MS = 3_000;

export interface Patience {
  /** Until the headers of a request are there. */
  readonly headersMs: number;
  /** Until all of it is. */
  readonly requestMs: number;
  /** How often connections are looked at. */
  readonly checkEveryMs: number;
}

/** Whoever sends a byte now and then would hold a connection for ever; Node waits for 1 and 5 minutes. */
export const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 5_000 };

export interface HttpHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * An HTTP server that can end while event streams are open: streams are cut at once, because their clients reconnect and
 * resume where they were; ordinary requests get a moment to finish. What does not arrive in time is answered with 408.
 */
export class HttpServer {
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  #draining = false;

  constructor(handlers: HttpHandlers, { headersMs, requestMs, checkEveryMs }: Patience = PATIENCE) {
    const times = { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: checkEveryMs };
    this.#server = createServer(times, (request, response) => {
      this.#open.add(response);
      response.once("close", () => this.#open.delete(response));
      if (this.#draining) response.setHeader("connection", "close");
      handlers.request(request, response);
    });
    this.#server.on("upgrade", (request, socket, head) => handlers.upgrade(request, socket, head));
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.#draining = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const response of this.#open) {
      if (isEventStream(response)) response.socket?.destroy();
      else if (!response.headersSent) response.setHeader("connection", "close");
    }
    this.#server.closeIdleConnections();
    const waiting = new AbortController();
    await Promise.race([closed, sleep(DRAIN_MS, undefined, { signal: waiting.signal }).catch(() => {})]);
    waiting.abort();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Asked of the request: headers given to `writeHead` cannot be read back from a response. */
const isEventStream = (response: ServerResponse): boolean =>
  String(response.req.headers.accept ?? "").includes("text/event-stream");
