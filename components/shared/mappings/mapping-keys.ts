/**
 * The mappings that a draft names but does not bring along. Looked for in the text, without the parser: the page asks for them
 * while somebody types, and one too many does no harm.
 */
export function missingKeys(document: { readonly nodes: unknown; readonly mappings?: object | undefined }): readonly string[] {
  const found = JSON.stringify(document.nodes).matchAll(
    /\$useMapping\((?:\\[nt]|\s)*(?:\\"|')([A-Za-z][A-Za-z0-9_]{0,63}@[1-9]\d{0,5})(?:\\"|')/g,
  );
  const keys = [...found].map(([, key = ""]) => key);
  return [...new Set(keys)].filter((key) => !Object.hasOwn(document.mappings ?? {}, key)).toSorted();
}
