interface Change {
  readonly userId?: string;
  readonly author: string;
  readonly at: string;
  readonly edit: { readonly label: string };
}

export interface AuthorChanges {
  readonly userId: string;
  readonly author: string;
  /** What they did, the newest first; what they did several times in a row counts once. */
  readonly labels: readonly string[];
  readonly last: string;
}

/** Who changed what, whoever was at it last first. What no person did, such as taking over a deployed version, is left out. */
export function changesByAuthor(changes: readonly Change[]): readonly AuthorChanges[] {
  const byAuthor = Map.groupBy(
    changes.filter(({ userId }) => userId !== undefined),
    ({ userId }) => userId!,
  );
  return [...byAuthor]
    .map(([userId, own]) => {
      const newest = own.toReversed();
      const labels = newest.map(({ edit }) => edit.label).filter((label, index, all) => label !== all[index - 1]);
      return { userId, author: newest[0]!.author, labels, last: newest[0]!.at };
    })
    .toSorted((a, b) => b.last.localeCompare(a.last));
}
