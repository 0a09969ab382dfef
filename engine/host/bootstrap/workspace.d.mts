/** The repository's root folder. */
export const root: string;
/** Options of Node for every process of the product. */
export const nodeOptions: readonly string[];
/** This process's environment with `extra`, in which `node` means the pinned one. */
export function pinnedEnvironment(extra?: Readonly<Record<string, string>>): NodeJS.ProcessEnv;
