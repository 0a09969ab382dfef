/** More at once would only be a mistake, such as a whole disk. */
export const MOST_FILES = 100;

const READABLE = /\.(json|ya?ml|bpmn|xml|txt)$/i;

/** Files of a drop; of a folder those, however deep, that could hold a flow. Stops when there are more than `MOST_FILES`. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<readonly File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...files];
  const found: File[] = [];
  for (const entry of entries) await collect(entry, found, entry.isFile);
  return found;
}

async function collect(entry: FileSystemEntry, found: File[], isNamed: boolean): Promise<void> {
  if (found.length > MOST_FILES) return;
  if (isFile(entry)) {
    if (isNamed || READABLE.test(entry.name)) found.push(await new Promise<File>((done, fail) => entry.file(done, fail)));
    return;
  }
  for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await collect(child, found, false);
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** A browser gives them in pieces, and an empty one at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return all.toSorted((a, b) => a.name.localeCompare(b.name));
    all.push(...some);
  }
}
