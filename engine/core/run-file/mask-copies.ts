import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";
import { changePayloads } from "./change-payloads.ts";
import type { CopyFinder, Masks } from "./masks.ts";
import type { RunFacts, WholeRun } from "./run-file.ts";

/** The run without the masked values wherever else they stand: under another name, in the words of a failure, in an address. */
export function withoutCopies(run: WholeRun, masks: Masks): { readonly run: WholeRun; readonly copies: number } {
  const eraser = new CopyEraser(masks.finder());
  const { events, itemPages } = run;
  const change = { value: eraser.value, text: eraser.text };
  const cleared = { ...run, ...changePayloads({ events, itemPages }, change, []), run: eraser.facts(run.run) };
  return { run: cleared, copies: eraser.copies };
}

class CopyEraser {
  copies = 0;
  readonly #finder: CopyFinder;

  constructor(finder: CopyFinder) {
    this.#finder = finder;
  }

  readonly text = (given: string): string => {
    const found = this.#finder.text(given);
    if (found !== given) this.copies += 1;
    return found;
  };

  readonly value = (given: JsonValue): JsonValue => {
    if (typeof given === "string") return this.text(given);
    if (typeof given === "number") return this.#number(given);
    if (isJsonArray(given)) return given.map(this.value);
    if (!isJsonObject(given)) return given;
    const members = Object.entries(given).map(([name, member]) => [this.text(name), this.value(member ?? null)] as const);
    return Object.fromEntries(members);
  };

  #number(given: number): JsonValue {
    const mark = this.#finder.number(given);
    if (mark !== undefined) this.copies += 1;
    return mark ?? given;
  }

  facts(run: RunFacts): RunFacts {
    const { businessKey, searchValues, tags } = run;
    return {
      ...run,
      ...(businessKey === undefined ? {} : { businessKey: this.text(businessKey) }),
      ...(searchValues && { searchValues: this.#texts(searchValues) }),
      ...(tags && { tags: tags.map(this.text) }),
    };
  }

  #texts(values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.text(value)]));
  }
}
