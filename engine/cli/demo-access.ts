import { startDemoSystem } from "../demo/start-demo-system.ts";
import { demoDataFolder } from "../host/installation.ts";
import { readRunningServices } from "../host/running-services.ts";

export interface DemoAccess {
  readonly url: string;
  /** Ends the demo system if it was started for this command. */
  close(): Promise<void>;
}

/** The demo system that runs beside `npm start`, or one that lives as long as this command and keeps its ledger in `dataDir`. */
export async function openDemo(dataDir = demoDataFolder): Promise<DemoAccess> {
  const url = process.env["OMNILINK_DEMO_URL"] ?? readRunningServices()?.demoUrl;
  if (url !== undefined && (await answers(url))) return { url, close: async () => {} };
  return startDemoSystem({ port: 0, dataDir });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/demo/faults`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
