/**
 * Sends webhook deliveries over connections that are kept open, each with one delivery at a time. Speaks HTTP by hand, because
 * it shares its cores with what it measures. Asked over the IPC channel with `LoadOrder`, it answers with `LoadReport`.
 */
import { connect, type Socket } from "node:net";
import { quantile } from "./per-second.ts";

export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly connections: number;
  readonly requests: number;
  /** Begins each delivery id, so that no delivery repeats one of an earlier order. */
  readonly prefix: string;
}

export interface LoadReport {
  readonly seconds: number;
  /** Answers of 202. */
  readonly accepted: number;
  /** Other answers, and connections that broke. */
  readonly errors: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
}

const LINES = Array.from({ length: 3 }, (_, index) => ({
  sku: `sku${index}`,
  name: `product name ${index}`,
  price: 9.5,
  qty: 2,
}));
const HEADERS_END = "\r\n\r\n";

class Load {
  readonly #order: LoadOrder;
  readonly #latencies: number[] = [];
  #sent = 0;
  #answered = 0;
  #errors = 0;
  #finish: () => void = () => {};

  constructor(order: LoadOrder) {
    this.#order = order;
  }

  async run(): Promise<LoadReport> {
    const sockets = await Promise.all(Array.from({ length: this.#order.connections }, () => open(this.#order.port)));
    const finished = new Promise<void>((resolve) => (this.#finish = resolve));
    const began = performance.now();
    for (const socket of sockets) this.#use(socket);
    await finished;
    const seconds = (performance.now() - began) / 1_000;
    for (const socket of sockets) socket.destroy();
    const [ackP50Ms, ackP99Ms] = [quantile(this.#latencies, 0.5), quantile(this.#latencies, 0.99)];
    return { seconds, accepted: this.#answered - this.#errors, errors: this.#errors, ackP50Ms, ackP99Ms };
  }

  #use(socket: Socket): void {
    let text = "";
    let sentAt = 0;
    const next = (): void => {
      if (this.#sent >= this.#order.requests) return;
      this.#sent += 1;
      text = "";
      sentAt = performance.now();
      socket.write(this.#delivery(this.#sent));
    };
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (!isComplete(text)) return;
      this.#latencies.push(performance.now() - sentAt);
      this.#settle(text.startsWith("HTTP/1.1 202 "));
      next();
    });
    socket.on("error", () => this.#settle(false));
    next();
  }

  #settle(ok: boolean): void {
    this.#answered += 1;
    if (!ok) this.#errors += 1;
    if (this.#answered === this.#order.requests) this.#finish();
  }

  #delivery(number: number): string {
    const { path, prefix } = this.#order;
    const id = `${prefix}-${number}`;
    const body = JSON.stringify({ id, customer: "Ada Lovelace", lines: LINES });
    return `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\nwebhook-id: ${id}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  }
}

function isComplete(text: string): boolean {
  const end = text.indexOf(HEADERS_END);
  if (end < 0) return false;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return text.length >= end + HEADERS_END.length + length;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("connect", () => resolve(socket.off("error", reject)));
    socket.once("error", reject);
  });
}

process.on("message", (order: LoadOrder) => {
  void new Load(order).run().then((report) => process.send?.(report));
});
process.on("disconnect", () => process.exit());
process.send?.({ type: "ready" });
