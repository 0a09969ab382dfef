import { Loader } from "@mantine/core";
import { useState } from "react";
import { useNow } from "#components/ui/use-now.ts";
import type { GivenFile } from "./given-file.ts";
import classes from "./import.module.css";

const SECOND_MS = 1_000;
const KILOBYTE = 1_024;

/** How long it has been going on, as soon as that is worth knowing. */
export function ReadingFile({ file: { text, fileName } }: { readonly file: GivenFile }) {
  const [begun] = useState(() => Date.now());
  const seconds = Math.floor((useNow(SECOND_MS) - begun) / SECOND_MS);
  return (
    <p className={classes["reading"]}>
      <Loader size={16} aria-hidden />
      <span role="status">Reading {fileName === undefined ? "the text" : `“${fileName}”`}</span>
      <span className={classes["quiet"]}>
        {Math.max(1, Math.round(text.length / KILOBYTE)).toLocaleString("en")} KB
        {seconds < 1 ? "" : ` · ${seconds} s of at most 30`}
      </span>
    </p>
  );
}
