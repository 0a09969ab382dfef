// As a module: what bundles the pages takes it along, where a path from here would lead elsewhere.
import packageJson from "../../package.json" with { type: "json" };

export const productVersion = (): string => packageJson.version;
