"use client";

import { Button, FileButton } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useState } from "react";
import type { FileFault } from "#engine/core/run-file/read-run-file.ts";
import type { RunFile } from "#engine/core/run-file/run-file.ts";
import { usePreloadedCanvas } from "#components/shared/canvas/lazy-flow-canvas.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RunFileView } from "./run-file-view.tsx";
import classes from "./run-page.module.css";

const TRAIL = [{ label: "Runs", href: "/runs" }];

interface OpenedFile {
  readonly name: string;
  readonly file?: RunFile;
  readonly faults: readonly FileFault[];
}

/** A run out of a file, to be looked at. It stays in this window: nothing of it is sent or stored. */
export function RunFilePage() {
  usePreloadedCanvas();
  const [opened, setOpened] = useState<OpenedFile>();
  const open = (file: File | null): void => {
    if (file) void readRun(file).then(setOpened);
  };
  const choose = (
    <FileButton onChange={open} accept=".json,application/json">
      {(props) => (
        <Button {...props} variant={opened?.file ? "default" : "filled"}>
          {opened ? "Open another file…" : "Choose a file…"}
        </Button>
      )}
    </FileButton>
  );
  if (opened?.file) return <RunFileView key={opened.file.exportedAt + opened.name} file={opened.file} choose={choose} />;
  return (
    <>
      <PageBar title="Run file" trail={TRAIL} />
      <div className={classes["notice"]}>
        {opened ? <Faults {...opened} /> : null}
        <EmptyState icon={IconFileImport} title="Look at a run from a file" action={choose}>
          Take a file that “Export run…” or <code>omnilink runs export</code> has made, also on another installation. It is shown
          in this window and nowhere else: nothing of it is sent or stored.
        </EmptyState>
      </div>
    </>
  );
}

async function readRun(file: File): Promise<OpenedFile> {
  const { readRunFile } = await import("#engine/core/run-file/read-run-file.ts");
  const read = readRunFile(await file.text());
  return read.ok ? { name: file.name, file: read.file, faults: [] } : { name: file.name, faults: read.faults };
}

const Faults = ({ name, faults }: OpenedFile) => (
  <Notice tone="bad" title={`${name} is no run that can be shown`}>
    <ul className={classes["faults"]}>
      {faults.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <span className="mono">{path === "" ? "The file" : path}</span> {message}.
        </li>
      ))}
    </ul>
    Export the run again, and take the file as it is.
  </Notice>
);
