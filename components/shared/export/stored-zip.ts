/**
 * A ZIP archive of text files, stored and not compressed: what a browser can write without a library and every system can
 * open. Times are the earliest that the format knows (1980), so that the same files give the same bytes. Files of 4 GB and
 * more than 65,535 files need the later form of the format, which this is not.
 */
export function storedZip(files: readonly { readonly path: string; readonly text: string }[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const entries: Entry[] = [];
  let offset = 0;
  for (const { path, text } of files) {
    const content = encoder.encode(text);
    const entry = { name: encoder.encode(path), content, crc: crc32(content), offset };
    entries.push(entry);
    offset += LOCAL_HEADER + entry.name.length + content.length;
  }
  const directory = entries.map(directoryEntry);
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = endOfDirectory(entries.length, size, offset);
  return joined([...entries.flatMap((entry) => [localHeader(entry), entry.name, entry.content]), ...directory, end]);
}

interface Entry {
  readonly name: Uint8Array;
  readonly content: Uint8Array;
  readonly crc: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const LOCAL_HEADER = 30;
const DIRECTORY_ENTRY = 46;
const END_OF_DIRECTORY = 22;

const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1 January 1980, midnight, as MS-DOS wrote it. */
const DATE = 0x0021;

function localHeader(entry: Entry): Uint8Array {
  const view = new DataView(new ArrayBuffer(LOCAL_HEADER));
  view.setUint32(0, 0x04034b50, true);
  view.setUint16(4, VERSION, true);
  describe(view, 6, entry);
  return new Uint8Array(view.buffer);
}

function directoryEntry(entry: Entry): Uint8Array {
  const view = new DataView(new ArrayBuffer(DIRECTORY_ENTRY));
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, VERSION, true);
  describe(view, 8, entry);
  view.setUint32(42, entry.offset, true);
  return joined([new Uint8Array(view.buffer), entry.name]);
}

/** What both headers of a file say in the same order: flags, no compression, time, checksum, sizes, length of the name. */
function describe(view: DataView, at: number, { name, content, crc }: Entry): void {
  view.setUint16(at, FLAGS, true);
  view.setUint16(at + 6, DATE, true);
  view.setUint32(at + 8, crc, true);
  view.setUint32(at + 12, content.length, true);
  view.setUint32(at + 16, content.length, true);
  view.setUint16(at + 20, name.length, true);
}

function endOfDirectory(count: number, size: number, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(END_OF_DIRECTORY));
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}
