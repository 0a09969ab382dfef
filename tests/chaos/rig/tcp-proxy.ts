import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/**
 * What happens to the bytes. `blackhole`: they vanish, nothing is closed. `halfOpen`: answers vanish, questions arrive.
 * `slice`: one byte at a time. `cutAfterCommit`: a checkpoint reaches the server and is committed; the connection is cut
 * when the answer comes, so that the worker cannot know.
 */
export type ProxyMode =
  | { readonly type: "pass" }
  | { readonly type: "latency"; readonly ms: () => number }
  | { readonly type: "blackhole" }
  | { readonly type: "halfOpen" }
  | { readonly type: "slice" }
  | { readonly type: "cutAfterCommit"; readonly share: () => boolean };

/** Name of the prepared statement that writes checkpoints: it is in the message that asks the server to execute it. */
const CHECKPOINT = Buffer.from("write-checkpoints\0");

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  cutOnAnswer: boolean;
}

/** A TCP proxy before Postgres whose network can be spoiled at any moment, also under connections that stand. */
export class TcpProxy {
  mode: ProxyMode = { type: "pass" };
  /** Connections cut after a commit. */
  cuts = 0;
  readonly #server = createServer((client) => this.#link(client));
  readonly #target: { readonly host: string; readonly port: number };
  readonly #links = new Set<Link>();

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  /** Listens on a free port of this machine. */
  static async before(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new TcpProxy({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** The same database, through the proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return changed.toString();
  }

  /** Cuts every connection without a goodbye. */
  resetAll(): void {
    for (const { client, server } of this.#links) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  async close(): Promise<void> {
    this.resetAll();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #link(client: Socket): void {
    const server = connect(this.#target);
    const link: Link = { client, server, cutOnAnswer: false };
    this.#links.add(link);
    const end = (): void => {
      this.#links.delete(link);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", end).on("close", end);
    }
    const toServer = this.#lane(server);
    const toClient = this.#lane(client);
    client.on("data", (chunk: Buffer) => this.#ask(link, chunk, toServer));
    server.on("data", (chunk: Buffer) => this.#answer(link, chunk, toClient));
  }

  #ask(link: Link, chunk: Buffer, send: (chunk: Buffer) => void): void {
    const { mode } = this;
    if (mode.type === "blackhole") return;
    if (mode.type === "cutAfterCommit" && chunk.includes(CHECKPOINT) && mode.share()) link.cutOnAnswer = true;
    send(chunk);
  }

  #answer(link: Link, chunk: Buffer, send: (chunk: Buffer) => void): void {
    if (this.mode.type === "blackhole" || this.mode.type === "halfOpen") return;
    if (!link.cutOnAnswer) return send(chunk);
    this.cuts += 1;
    link.client.resetAndDestroy();
    link.server.destroy();
  }

  /** One direction of a connection: what is delayed stays in order. */
  #lane(to: Socket): (chunk: Buffer) => void {
    let before: Promise<void> = Promise.resolve();
    let waiting = 0;
    const later = (work: () => Promise<void>): void => {
      waiting += 1;
      before = before.then(work).finally(() => (waiting -= 1));
    };
    return (chunk) => {
      const { mode } = this;
      if (mode.type === "latency") later(() => pause(mode.ms()).then(() => deliver(to, chunk)));
      else if (mode.type === "slice") later(() => deliverInSlices(to, chunk));
      else if (waiting > 0) later(async () => deliver(to, chunk));
      else deliver(to, chunk);
    };
  }
}

function deliver(to: Socket, chunk: Buffer): void {
  if (!to.destroyed) to.write(chunk);
}

/** The first bytes one by one, so that every message header is torn; the rest in pieces, so that a large answer ends. */
async function deliverInSlices(to: Socket, chunk: Buffer): Promise<void> {
  const torn = Math.min(chunk.length, 12);
  for (let i = 0; i < torn; i += 1) {
    deliver(to, chunk.subarray(i, i + 1));
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let i = torn; i < chunk.length; i += 1_000) {
    deliver(to, chunk.subarray(i, i + 1_000));
    await pause(1);
  }
}
