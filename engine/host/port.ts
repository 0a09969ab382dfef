import { createServer } from "node:net";

/** The web port: `PORT`, or 3000. */
export function chosenPort(value: string | undefined): number {
  const port = value === undefined || value === "" ? 3000 : Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`PORT is ${value}; it must be a number from 1 to 65535.`);
}

export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Below the ports that systems give to outgoing connections: one of those could take it before it is listened on. */
const FROM = 20_000;
const TO = 30_000;

/** A port of this machine that nothing listens on, for whoever begins to soon. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    if (await isPortFree(port, "127.0.0.1")) return port;
  }
  throw new Error(`No port from ${FROM} to ${TO} is free on this machine. End a program that listens on one.`);
}
