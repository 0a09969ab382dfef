/** A text that holds what stands for a masked value, or is what stands for one that was left out. */
const HIDDEN = /\[masked \d+\]|\[left out: \d+ characters\]/;

export const holdsMark = (text: string): boolean => HIDDEN.test(text);

export const leftOutMark = (characters: number): string => `[left out: ${characters} characters]`;

/** Shorter ones are found in too many texts that have nothing to do with them. */
const SHORTEST_PART = 6;
const SHORTEST_WHOLE = 3;
const LEAST_NUMBER = 1_000;

type Masked = string | number;

/**
 * What stands for masked values. The same value gets the same mark wherever it stands, so that what was equal is still equal
 * and nothing of the value shows: no length, no hash to try values against.
 */
export class Masks {
  readonly #marks = new Map<Masked, string>();

  of(value: Masked): string {
    const known = this.#marks.get(value);
    if (known !== undefined) return known;
    const mark = `[masked ${this.#marks.size + 1}]`;
    this.#marks.set(value, mark);
    return mark;
  }

  /** Finds the values that are masked so far where they stand again. */
  finder(): CopyFinder {
    return new CopyFinder(this.#marks);
  }
}

export class CopyFinder {
  readonly #whole: ReadonlyMap<Masked, string>;
  /** Forms of the longer values by how they begin, the longest first: a log is read once, however many values there are. */
  readonly #byHead = new Map<string, Form[]>();
  readonly #firstCodes: ReadonlySet<number>;

  constructor(marks: ReadonlyMap<Masked, string>) {
    this.#whole = marks;
    for (const [value, mark] of marks) {
      for (const text of formsOf(String(value))) {
        const head = text.slice(0, SHORTEST_PART);
        this.#byHead.set(head, [...(this.#byHead.get(head) ?? []), { text, mark }]);
      }
    }
    for (const forms of this.#byHead.values()) forms.sort((left, right) => right.text.length - left.text.length);
    this.#firstCodes = new Set([...this.#byHead.keys()].map((head) => head.charCodeAt(0)));
  }

  /** The mark of the value; `undefined` where it is none that was masked. */
  number(value: number): string | undefined {
    return Math.abs(value) < LEAST_NUMBER ? undefined : this.#whole.get(value);
  }

  /** The same text where no masked value stands in it. */
  text(text: string): string {
    const whole = text.length < SHORTEST_WHOLE ? undefined : this.#whole.get(text);
    if (whole !== undefined || this.#byHead.size === 0) return whole ?? text;
    let [done, from] = ["", 0];
    for (let at = 0; at + SHORTEST_PART <= text.length;) {
      const form = this.#formAt(text, at);
      at += form ? form.text.length : 1;
      if (!form) continue;
      done += text.slice(from, at - form.text.length) + form.mark;
      from = at;
    }
    return from === 0 ? text : done + text.slice(from);
  }

  #formAt(text: string, at: number): Form | undefined {
    if (!this.#firstCodes.has(text.charCodeAt(at))) return undefined;
    return this.#byHead.get(text.slice(at, at + SHORTEST_PART))?.find((form) => text.startsWith(form.text, at));
  }
}

interface Form {
  readonly text: string;
  readonly mark: string;
}

/** As it is, as it stands in JSON, and in an address. */
function formsOf(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  // A lone surrogate cannot be part of an address.
  const forms = new Set([value, inJson, inJson.replaceAll("/", "\\/"), encodeURIComponent(value.toWellFormed())]);
  return [...forms].filter((form) => form.length >= SHORTEST_PART);
}
