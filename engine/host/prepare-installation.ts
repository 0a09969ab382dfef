import { openEngine } from "../index.ts";
import { listFlowFolders } from "../hub/flow-folder/list-flow-folders.ts";
import { loadFlowFolder, type FlowFolder } from "../hub/flow-folder/load-flow-folder.ts";
import type { Deployment, Engine } from "../runtime/engine.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { publishBroughtMappings } from "./publish-brought-mappings.ts";
import { flowsFolder } from "./installation.ts";

/** How the owner gets in when nobody has an account yet. */
export type FirstSignIn =
  { readonly type: "created"; readonly email: string } | { readonly type: "invited"; readonly token: string };

type Log = (line: string) => void;

/**
 * What a start finds done from the second time on: the example flows are deployed, the mappings that they bring along are in
 * the library, and somebody can sign in. Deploying the same content again changes nothing.
 */
export async function prepareInstallation(databaseUrl: string, log: Log): Promise<FirstSignIn | undefined> {
  const engine = await openEngine({ databaseUrl });
  try {
    for (const folder of listFlowFolders(flowsFolder)) await deployExample(engine, folder, log);
    const people = await engine.people.list(engine.orgId);
    return people.length > 0 ? undefined : await firstSignIn(engine);
  } finally {
    await engine.close();
  }
}

async function deployExample(engine: Engine, path: string, log: Log): Promise<void> {
  const loaded = await loadFlowFolder(path);
  const deployed = loaded.ok
    ? await engine.flows.deploy({ orgId: engine.orgId, deployedBy: "npm start", ...deployable(loaded.folder) })
    : loaded;
  if (!deployed.ok) log(`the flow in ${path} is not deployed: ${deployed.problems[0]?.message ?? "it has problems"}`);
  else if (deployed.changed) log(`deployed ${deployed.flowId} version ${deployed.version}`);
  if (deployed.ok && loaded.ok) await shareMappings(engine, loaded.folder, log);
}

async function shareMappings({ mappingLibrary: library, orgId }: Engine, { source }: FlowFolder, log: Log): Promise<void> {
  const brought = readFlow(source).document?.mappings ?? {};
  const published = await publishBroughtMappings({ library, orgId, by: "npm start" }, brought);
  if (published.length > 0) log(`published the mappings ${published.join(", ")}`);
}

const deployable = ({ source, layout }: FlowFolder): Pick<Deployment, "source" | "layout"> => ({
  source,
  ...(layout && { layout }),
});

async function firstSignIn({ people, orgId }: Engine): Promise<FirstSignIn> {
  const { token } = await people.invite({ orgId, role: "admin", invitedBy: "npm start" });
  const email = process.env["OMNILINK_OWNER_EMAIL"];
  const password = process.env["OMNILINK_OWNER_PASSWORD"];
  if (email === undefined || password === undefined) return { type: "invited", token };
  const accepted = await people.accept({ token, email, name: nameFrom(email), password });
  if (!accepted.ok) throw new Error(`The owner ${email} could not be created: ${accepted.message}`);
  return { type: "created", email };
}

const nameFrom = (email: string): string => process.env["OMNILINK_OWNER_NAME"] ?? email.split("@")[0] ?? email;
