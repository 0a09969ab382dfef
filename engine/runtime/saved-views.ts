/** Filters of the list of runs that people have given names, each their own. */
export interface SavedViews {
  list(owner: ViewOwner): Promise<readonly SavedView[]>;
  /** Under a name that is taken, the filter is replaced. */
  save(owner: ViewOwner, view: Pick<SavedView, "name" | "query">): Promise<{ ok: true } | { ok: false; message: string }>;
  remove(owner: ViewOwner, viewId: string): Promise<void>;
}

export interface ViewOwner {
  readonly orgId: string;
  readonly userId: string;
}

export interface SavedView {
  readonly viewId: string;
  readonly name: string;
  /** As in the address of the list: `?flow=orders&status=failed`. */
  readonly query: string;
}
