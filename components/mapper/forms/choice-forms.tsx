import { parseSyntax } from "#engine/core/expression/syntax/parse-syntax.ts";
import type { TextRange } from "#engine/core/expression/syntax/syntax-node.ts";
import { conditionText, switchText } from "#engine/core/mapping/edit/write-value.ts";
import type { FormProps } from "./form-props.ts";
import classes from "./forms.module.css";
import { PartInput } from "./part-input.tsx";
import { AddRow, RemoveRow, without } from "./rows.tsx";

export function ConditionForm({ form: { branches, otherwise }, slice, replace, rewrite }: FormProps<"condition">) {
  const texts = branches.map(({ when, then }) => ({ when: slice(when), then: slice(then) }));
  const rest = otherwise === undefined ? undefined : slice(otherwise);
  return (
    <div className={classes["form"]}>
      {branches.map(({ when, then }, index) => (
        <div key={index} className={classes["row"]}>
          <PartInput
            hideLabel={index > 0}
            label={index === 0 ? "If" : `Else if ${index + 1}`}
            value={slice(when)}
            onChange={(text) => replace(when, text)}
          />
          <span className={classes["between"]}>then</span>
          <PartInput
            hideLabel={index > 0}
            label={index === 0 ? "Value" : `Value ${index + 1}`}
            value={slice(then)}
            onChange={(text) => replace(then, text)}
          />
          <RemoveRow
            what={`condition ${index + 1}`}
            disabled={branches.length === 1}
            onClick={() => rewrite(conditionText(without(texts, index), rest))}
          />
        </div>
      ))}
      <Otherwise otherwise={otherwise} slice={slice} replace={replace} add={() => rewrite(conditionText(texts, '""'))} />
      <div className={classes["actions"]}>
        <AddRow onClick={() => rewrite(conditionText([...texts, { when: "false", then: '""' }], rest))}>Add condition</AddRow>
      </div>
    </div>
  );
}

interface OtherwiseProps {
  readonly otherwise: TextRange | undefined;
  readonly slice: (range: TextRange) => string;
  readonly replace: (range: TextRange, value: string) => void;
  readonly add: () => void;
}

function Otherwise({ otherwise, slice, replace, add }: OtherwiseProps) {
  if (otherwise === undefined)
    return (
      <p className={classes["note"]}>
        Else there is no value. <AddRow onClick={add}>Add a value for else</AddRow>
      </p>
    );
  return <PartInput label="Else" value={slice(otherwise)} onChange={(text) => replace(otherwise, text)} />;
}

export function SwitchForm({ form: { subject, cases, otherwise }, slice, replace, rewrite }: FormProps<"switch">) {
  const texts = cases.map(({ value, then }) => ({ value, then: slice(then) }));
  const rest = otherwise === undefined ? undefined : slice(otherwise);
  return (
    <div className={classes["form"]}>
      <PartInput label="By the value of" value={slice(subject)} onChange={(text) => rewrite(switchText(text, texts, rest))} />
      {cases.map(({ value, then }, index) => (
        <div key={index} className={classes["row"]}>
          <PartInput
            hideLabel
            label={`Case ${index + 1}`}
            value={JSON.stringify(value)}
            onChange={(text) =>
              rewrite(
                switchText(
                  slice(subject),
                  texts.map((each, at) => (at === index ? { ...each, value: literalOf(text) } : each)),
                  rest,
                ),
              )
            }
          />
          <span className={classes["between"]}>becomes</span>
          <PartInput
            hideLabel
            label={`Value of case ${index + 1}`}
            value={slice(then)}
            onChange={(text) => replace(then, text)}
          />
          <RemoveRow
            what={`case ${index + 1}`}
            disabled={cases.length < 3}
            onClick={() => rewrite(switchText(slice(subject), without(texts, index), rest))}
          />
        </div>
      ))}
      <Otherwise
        otherwise={otherwise}
        slice={slice}
        replace={replace}
        add={() => rewrite(switchText(slice(subject), texts, '""'))}
      />
      <div className={classes["actions"]}>
        <AddRow onClick={() => rewrite(switchText(slice(subject), [...texts, { value: "", then: '""' }], rest))}>Add case</AddRow>
      </div>
    </div>
  );
}

/** What was typed as a case: a number, yes or no, or else a text, with or without its quotes. */
function literalOf(text: string): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "number" || typeof value === "boolean" || value === null ? value : String(value);
  } catch {
    return text.replace(/^'(.*)'$/s, "$1");
  }
}

export function LookupForm({ form: { table, key }, slice, replace }: FormProps<"lookup">) {
  const text = slice(table);
  const rows = tableRows(text);
  const write = (next: readonly { readonly name: string; readonly value: string }[]): void =>
    replace(table, next.length === 0 ? "{}" : `{ ${next.map(({ name, value }) => `${name}: ${value}`).join(", ")} }`);
  return (
    <div className={classes["form"]}>
      <PartInput label="Look up" value={slice(key)} onChange={(next) => replace(key, next)} />
      {rows === undefined ? (
        <PartInput label="In the table" value={text} onChange={(next) => replace(table, next)} />
      ) : (
        <>
          {rows.map(({ name, value }, index) => (
            <div key={index} className={classes["row"]}>
              <PartInput
                hideLabel
                label={`Code ${index + 1}`}
                value={name}
                onChange={(next) => write(rows.map((row, at) => (at === index ? { ...row, name: quoted(next) } : row)))}
              />
              <span className={classes["between"]}>becomes</span>
              <PartInput
                hideLabel
                label={`Meaning ${index + 1}`}
                value={value}
                onChange={(next) => write(rows.map((row, at) => (at === index ? { ...row, value: next } : row)))}
              />
              <RemoveRow what={`line ${index + 1}`} onClick={() => write(without(rows, index))} />
            </div>
          ))}
          <div className={classes["actions"]}>
            <AddRow onClick={() => write([...rows, { name: `"${freshCode(rows.length)}"`, value: '""' }])}>Add line</AddRow>
          </div>
        </>
      )}
    </div>
  );
}

const freshCode = (count: number): string => `code${count + 1}`;

/** Codes are texts; people type them without quotes. */
const quoted = (text: string): string => (/^["']/.test(text.trim()) ? text.trim() : JSON.stringify(text.trim()));

/** The lines of a table that is written out; `undefined` for one that comes from somewhere. */
function tableRows(text: string): { readonly name: string; readonly value: string }[] | undefined {
  const tree = parseSyntax(text);
  if (!tree.ok || tree.root.kind !== "object") return undefined;
  return tree.root.pairs.map(({ key, value }) => ({
    name: text.slice(key.start, key.end),
    value: text.slice(value.start, value.end),
  }));
}
