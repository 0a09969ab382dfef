import { ActionIcon, SegmentedControl, Tooltip } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { CodeView } from "../monaco/code-view.tsx";
import { downloadFile } from "./download.ts";
import { firstShown, languageOf, type ExportedFile } from "./exported-file-list.ts";
import { FileList } from "./file-list.tsx";
import classes from "./take-as-code.module.css";

/** The files on one side, the chosen one on the other. A drawing is shown as a picture first. */
export function ExportedFiles({ files }: { readonly files: readonly ExportedFile[] }) {
  const [path, setPath] = useState(firstShown(files)?.path);
  const [asText, setAsText] = useState(false);
  const file = files.find((each) => each.path === path);
  if (!file) return null;
  const isDrawing = file.path.endsWith(".svg");
  return (
    <div className={classes["view"]} data-single={files.length === 1 || undefined}>
      {files.length > 1 ? <FileList files={files} shown={file.path} onShow={setPath} /> : null}
      <section className={classes["shown"]} aria-label={file.path}>
        <header className={classes["head"]}>
          <span className={classes["path"]}>{file.path}</span>
          {isDrawing ? (
            <SegmentedControl
              size="xs"
              aria-label="Shown as"
              value={asText ? "text" : "picture"}
              onChange={(value) => setAsText(value === "text")}
              data={[
                { value: "picture", label: "Picture" },
                { value: "text", label: "Text" },
              ]}
            />
          ) : null}
          <CopyButton text={file.text} what={file.path} />
          <Tooltip label={`Download ${file.path}`}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={`Download ${file.path}`}
              onClick={() => downloadFile(file)}
            >
              <IconDownload size={15} />
            </ActionIcon>
          </Tooltip>
        </header>
        <div className={classes["code"]}>
          {isDrawing && !asText ? (
            <Drawing text={file.text} />
          ) : (
            <CodeView key={file.path} value={file.text} language={languageOf(file.path)} label={file.path} />
          )}
        </div>
      </section>
    </div>
  );
}

/** As an image: nothing in it can run, whatever a flow's texts say. */
function Drawing({ text }: { readonly text: string }) {
  return (
    <div className={classes["drawing"]} tabIndex={0} role="group" aria-label="Drawing of the flow">
      {/* eslint-disable-next-line @next/next/no-img-element -- made here; there is nothing for a server to optimize */}
      <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`} alt="The flow as a drawing" />
    </div>
  );
}
