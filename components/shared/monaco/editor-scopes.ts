import type { ExpressionScope } from "../expression/scope-fields.ts";

/** Providers of Monaco belong to a language, not to an editor: this says which scope the text of an editor is written in. */
const scopes = new Map<string, () => ExpressionScope | undefined>();

/** `uri` is that of the editor's model. Returns how to forget it. */
export function setEditorScope(uri: string, scope: () => ExpressionScope | undefined): () => void {
  scopes.set(uri, scope);
  return () => void scopes.delete(uri);
}

export const scopeOfEditor = (uri: string): ExpressionScope | undefined => scopes.get(uri)?.();
