import { DOCUMENT_LIMITS } from "#engine/core/flow/flow-document.ts";

/** What a person gave: a file, or text that was pasted. */
export interface GivenFile {
  readonly text: string;
  /** Absent for pasted text. */
  readonly fileName?: string;
}

/** Why something is not even sent, in words. */
export interface Refusal {
  readonly title: string;
  readonly text: string;
}

const MEGABYTE = 1_024 * 1_024;
export const LIMIT_TEXT = `${DOCUMENT_LIMITS.bytes / MEGABYTE} MB`;

const inMegabytes = (bytes: number): string => `${(Math.ceil((bytes / MEGABYTE) * 10) / 10).toLocaleString("en")} MB`;

/** Before it is read: what is too large would only keep the browser busy. */
export const refuseSize = (bytes: number, what: string): Refusal | undefined =>
  bytes <= DOCUMENT_LIMITS.bytes
    ? undefined
    : {
        title: `${what} is too large`,
        text: `It has ${inMegabytes(bytes)}; the limit is ${LIMIT_TEXT}. Export fewer workflows at once, or take sample data out of it.`,
      };

/** The bytes of a file as text: UTF-8, or UTF-16 where the file begins by saying so. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

export async function readGivenFile(file: File): Promise<GivenFile | Refusal> {
  const refusal = refuseSize(file.size, `“${file.name}”`);
  if (refusal) return refusal;
  try {
    return { text: textOf(new Uint8Array(await file.arrayBuffer())), fileName: file.name.slice(-300) };
  } catch {
    return {
      title: `“${file.name}” cannot be read`,
      text: "Give a file, not a folder; if it is one, it may have changed or moved meanwhile.",
    };
  }
}
