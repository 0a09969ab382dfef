/** What trigger keys stood for when they first came. */
export interface EarlierStarts {
  /** Whether the start that had this key had this input, too, as canonical JSON. True when that is not known any more. */
  hadInput(start: { readonly runId: string; readonly triggerKey: string; readonly input: string }): Promise<boolean>;
}
