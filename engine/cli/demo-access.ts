import { startDemoSystem } from "../demo/start-demo-system.ts";
import { demoDataFolder } from "../host/installation.ts";
import { readRunningServices } from "../host/running-services.ts";

/** What commands tell `openOutside` of it. */
export const demoOptions = ({ url, mailServer }: DemoAccess) => ({
  demoUrl: url,
  ...(mailServer === undefined ? {} : { demoMailServer: mailServer }),
});

export interface DemoAccess {
  readonly url: string;
  /** `host:port`; absent when the demo system was named by the environment without it. */
  readonly mailServer: string | undefined;
  /** Ends the demo system if it was started for this command. */
  close(): Promise<void>;
}

/** The demo system that runs beside `npm start`, or one that lives as long as this command and keeps its ledger in `dataDir`. */
export async function openDemo(dataDir = demoDataFolder): Promise<DemoAccess> {
  const running = readRunningServices();
  const url = process.env["OMNILINK_DEMO_URL"] ?? running?.demoUrl;
  const mailServer = process.env["OMNILINK_DEMO_MAIL"] ?? running?.demoMailServer;
  if (url !== undefined && (await answers(url))) return { url, mailServer, close: async () => {} };
  return startDemoSystem({ port: 0, dataDir });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/demo/faults`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
