import { fileNameOf, type ExportedFile } from "./exported-file-list.ts";
import { storedZip } from "./stored-zip.ts";

/** Saves one file on the person's device, under its own name. */
export const downloadFile = ({ path, text }: ExportedFile): void =>
  save(new Blob([text], { type: "text/plain;charset=utf-8" }), fileNameOf(path));

/** Saves all files as one archive, in a folder of their own. */
export const downloadAll = (files: readonly ExportedFile[], name: string): void =>
  save(
    new Blob([storedZip(files.map(({ path, text }) => ({ path: `${name}/${path}`, text })))], { type: "application/zip" }),
    `${name}.zip`,
  );

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the address by then; freeing it at once would cancel the download in some.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
