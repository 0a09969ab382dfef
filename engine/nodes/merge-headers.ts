export type Headers = Readonly<Record<string, string>>;

/**
 * The headers of one call. Of a name that several layers have, in whatever letter case, the last one counts, so that nothing
 * goes out twice. The layers are, in this order: what the product sends unasked, what the flow says, what the connection says.
 */
export function mergeHeaders(...layers: readonly Headers[]): Record<string, string> {
  const merged = new Map<string, string>();
  for (const layer of layers) for (const [name, value] of Object.entries(layer)) merged.set(name.toLowerCase(), value);
  return Object.fromEntries(merged);
}
