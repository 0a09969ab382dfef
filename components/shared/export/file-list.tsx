import { NativeSelect } from "@mantine/core";
import { useId, type KeyboardEvent } from "react";
import { fileNameOf, foldersOf, type ExportedFile } from "./exported-file-list.ts";
import classes from "./take-as-code.module.css";

interface FileListProps {
  readonly files: readonly ExportedFile[];
  readonly shown: string;
  readonly onShow: (path: string) => void;
}

/** The files by folder. Arrow keys go from file to file; on a narrow screen it is one field to choose from. */
export function FileList({ files, shown, onShow }: FileListProps) {
  const folders = foldersOf(files);
  const inOrder = folders.flatMap((folder) => folder.files.map(({ path }) => path));
  const id = useId();
  const optionId = (path: string): string => `${id}-${inOrder.indexOf(path)}`;
  const go = (path: string | undefined): void => {
    if (path === undefined) return;
    onShow(path);
    document.getElementById(optionId(path))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextIn(inOrder, shown, event.key);
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  };
  return (
    <>
      <div
        className={classes["files"]}
        role="listbox"
        aria-label="Files"
        aria-activedescendant={optionId(shown)}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {folders.map(({ folder, files: members }) => (
          <div key={folder} role="group" aria-label={folder === "" ? "Top folder" : folder}>
            {folder === "" ? null : (
              <div className={classes["folder"]} aria-hidden>
                {folder}
              </div>
            )}
            {members.map(({ path }) => (
              <div
                key={path}
                id={optionId(path)}
                className={classes["file"]}
                role="option"
                aria-selected={path === shown}
                title={path}
                onClick={() => onShow(path)}
              >
                {fileNameOf(path)}
              </div>
            ))}
          </div>
        ))}
      </div>
      <NativeSelect
        className={classes["chooser"] ?? ""}
        aria-label="File"
        data={inOrder}
        value={shown}
        onChange={(event) => onShow(event.currentTarget.value)}
      />
    </>
  );
}

function nextIn(paths: readonly string[], shown: string, key: string): string | undefined {
  const at = paths.indexOf(shown);
  switch (key) {
    case "ArrowDown":
      return paths[at + 1];
    case "ArrowUp":
      return paths[at - 1];
    case "Home":
      return paths[0];
    case "End":
      return paths.at(-1);
    default:
      return undefined;
  }
}
