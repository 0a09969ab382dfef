/** The file to start a program from: its bundle when there is one of these sources, else its source. */
export function programFile(name: "worker" | "omnilink" | "jail-child" | "import-child"): string;
