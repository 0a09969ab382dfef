import { Select } from "@mantine/core";
import type { TextRange } from "#engine/core/expression/syntax/syntax-node.ts";
import { groupText, selectionText } from "#engine/core/mapping/edit/write-value.ts";
import type { Selection } from "#engine/core/mapping/model/mapping-model.ts";
import type { FormProps } from "./form-props.ts";
import classes from "./forms.module.css";
import { PartInput } from "./part-input.tsx";
import { AddRow, RemoveRow, without } from "./rows.tsx";

/** A list, which of its items, and in which order. What is made of each item are the fields below, or their text. */
export function SelectionForm({ form, slice, replace }: FormProps<"loop" | "filter" | "sort">) {
  const text = textOf(form, slice);
  const write = (next: Partial<typeof text>): void => replace(form.source, selectionText({ ...text, ...next }));
  return (
    <div className={classes["form"]}>
      <PartInput label="For each item of" value={text.source} onChange={(source) => write({ source })} />
      {form.filters.map((filter, index) => (
        <div key={index} className={classes["row"]} data-columns="2">
          <PartInput
            label={index === 0 ? "That fits" : "And fits"}
            value={slice(filter)}
            placeholder="qty > 0"
            onChange={(next) => replace(filter, next)}
          />
          <RemoveRow what={`filter ${index + 1}`} onClick={() => write({ filters: without(text.filters, index) })} />
        </div>
      ))}
      {form.order.map(({ by, isDescending }, index) => (
        <div key={index} className={classes["row"]}>
          <PartInput label={index === 0 ? "Ordered by" : "Then by"} value={slice(by)} onChange={(next) => replace(by, next)} />
          <span />
          <Select
            size="xs"
            label="Direction"
            data={[
              { value: "up", label: "smallest first" },
              { value: "down", label: "largest first" },
            ]}
            value={isDescending ? "down" : "up"}
            allowDeselect={false}
            onChange={(next) =>
              write({ order: text.order.map((term, at) => (at === index ? { ...term, isDescending: next === "down" } : term)) })
            }
          />
          <RemoveRow what={`order ${index + 1}`} onClick={() => write({ order: without(text.order, index) })} />
        </div>
      ))}
      <div className={classes["actions"]}>
        <AddRow onClick={() => write({ filters: [...text.filters, "true"] })}>Add filter</AddRow>
        <AddRow onClick={() => write({ order: [...text.order, { by: "$", isDescending: false }] })}>Add order</AddRow>
      </div>
    </div>
  );
}

function textOf({ source, filters, order }: Selection, slice: (range: TextRange) => string) {
  return {
    source: bareSource({ source, filters, order }, slice),
    filters: filters.map(slice),
    order: order.map(({ by, isDescending }) => ({ by: slice(by), isDescending })),
  };
}

/** The list before its first filter or order. */
function bareSource({ source, filters, order }: Selection, slice: (range: TextRange) => string): string {
  const firsts = [...filters, ...order.map(({ by }) => by)].map(({ start }) => start);
  const end = firsts.length === 0 ? source.end : Math.min(...firsts);
  return slice({ start: source.start, end }).replace(/\s*(?:\[|\^\(\s*[<>]?)\s*$/, "");
}

export function GroupForm({ form: { source, keys }, slice, replace, rewrite }: FormProps<"group">) {
  const [first] = keys;
  if (!first || keys.length > 1) return <p className={classes["note"]}>Several groups at once: change them in the text.</p>;
  return (
    <div className={classes["form"]}>
      <PartInput
        label="Items of"
        value={slice(source)}
        onChange={(text) => rewrite(groupText(text, slice(first.key), slice(first.value)))}
      />
      <PartInput label="Grouped by (a text)" value={slice(first.key)} onChange={(text) => replace(first.key, text)} />
      <PartInput label="Each group becomes" value={slice(first.value)} onChange={(text) => replace(first.value, text)} />
    </div>
  );
}

export function JoinForm({ form: { sources }, slice }: FormProps<"join">) {
  return (
    <div className={classes["form"]}>
      <p className={classes["note"]}>Items that belong together, of these lists. What joins them is in the text.</p>
      <ul className={classes["note"]}>
        {sources.map(({ range, variable }) => (
          <li key={variable}>
            <code className="mono">{slice(range)}</code> as <code className="mono">${variable}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
