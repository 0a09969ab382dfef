/** The systems that flows can call by name. */
export interface ConnectionList {
  list(orgId: string): Promise<readonly ConnectionSummary[]>;
}

export interface ConnectionSummary {
  readonly name: string;
  readonly type: "http" | "smtp";
  /** Where it leads, without credentials: `https://api.example.com/v1`. */
  readonly about: string;
}
