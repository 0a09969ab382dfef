import type { MappingModel } from "../model/mapping-model.ts";
import type { Placed } from "./place-value.ts";

/** Binds a variable for the whole mapping: behind those that are there, or in a new block around it. */
export function addVariable({ tree, root, text }: MappingModel, name: string, value: string): Placed {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return { ok: false, reason: `"${name}" cannot be the name of a variable: letters, digits and _ only, not a digit first.` };
  }
  if (tree === undefined && text.trim() !== "")
    return { ok: false, reason: "The expression cannot be read. Mend its text first." };
  if (tree === undefined)
    return { ok: true, edits: [{ start: 0, end: text.length, text: `(\n  $${name} := ${value};\n  {}\n)` }] };
  if (root.form.kind !== "variables") {
    const { start, end } = root;
    return {
      ok: true,
      edits: [
        { start, end: start, text: `(\n  $${name} := ${value};\n  ` },
        { start: end, end, text: "\n)" },
      ],
    };
  }
  const { variables } = root.form;
  if (variables.some((variable) => variable.name === name)) return { ok: false, reason: `There is a variable $${name} already.` };
  const last = variables.at(-1)!;
  const lineStart = text.lastIndexOf("\n", last.start - 1) + 1;
  const before = text.slice(lineStart, last.start);
  const gap = lineStart > 0 && before.trim() === "" ? `\n${before}` : " ";
  return { ok: true, edits: [{ start: last.end, end: last.end, text: `;${gap}$${name} := ${value}` }] };
}
