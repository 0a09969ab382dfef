/**
 * Where a version is live: `dev`, `test`, `prod`, in this order. They share flows and versions; what a version calls and
 * which values it sees is each environment's own, and nothing that starts runs in one reaches another.
 */
export interface Environment {
  readonly name: string;
  /** Rises from where work begins to production. */
  readonly position: number;
}

/** The one that counts where none is named: an installation that never thinks of environments only has this one. */
export const PRODUCTION = "prod";

/** For records that say where they belong only if that is not production. */
export const besideProduction = (environment: string): { readonly environment?: string } =>
  environment === PRODUCTION ? {} : { environment };
