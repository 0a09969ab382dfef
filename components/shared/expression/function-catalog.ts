/** The functions an expression may call: how, and what for. `?` marks an argument that may be left out. */
export interface FunctionEntry {
  /** With its dollar sign. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly result: string;
  readonly purpose: string;
  readonly group: "Text" | "Numbers" | "Lists" | "Objects" | "Logic" | "Dates" | "Functions";
}

type Row = readonly [signature: string, result: string, purpose: string];

const TEXT: readonly Row[] = [
  ["$string(value, prettify?)", "text", "Turns any value into text; objects become JSON."],
  ["$length(text)", "number", "Counts the characters of a text."],
  ["$substring(text, start, length?)", "text", "Cuts a part out of a text; the first character is 0."],
  ["$substringBefore(text, mark)", "text", "Everything before the first occurrence of a mark."],
  ["$substringAfter(text, mark)", "text", "Everything after the first occurrence of a mark."],
  ["$uppercase(text)", "text", "Writes a text in capital letters."],
  ["$lowercase(text)", "text", "Writes a text in small letters."],
  ["$trim(text)", "text", "Removes spaces at both ends and repeated ones inside."],
  ["$pad(text, width, filler?)", "text", "Fills a text up to a width; a negative width fills at the left."],
  ["$contains(text, pattern)", "yes or no", "Whether a text holds another text or matches a pattern."],
  ["$split(text, separator, limit?)", "list of texts", "Cuts a text into parts at a separator."],
  ["$join(texts, separator?)", "text", "Puts texts together with a separator between them."],
  ["$match(text, pattern, limit?)", "list of objects", "Finds what matches a pattern, with its groups."],
  ["$replace(text, pattern, replacement, limit?)", "text", "Replaces what matches a pattern."],
  ["$base64encode(text)", "text", "Encodes a text as Base64."],
  ["$base64decode(text)", "text", "Decodes a text from Base64."],
  ["$encodeUrlComponent(text)", "text", "Escapes a text for use as one part of a web address."],
  ["$encodeUrl(text)", "text", "Escapes what may not stand in a web address."],
  ["$decodeUrlComponent(text)", "text", "Undoes $encodeUrlComponent."],
  ["$decodeUrl(text)", "text", "Undoes $encodeUrl."],
];

const NUMBERS: readonly Row[] = [
  ["$number(value)", "number", "Turns a text or a yes-or-no into a number."],
  ["$abs(number)", "number", "The number without its sign."],
  ["$floor(number)", "number", "The next whole number below."],
  ["$ceil(number)", "number", "The next whole number above."],
  ["$round(number, places?)", "number", "Rounds to a number of decimal places, halves to the even digit."],
  ["$power(base, exponent)", "number", "The base raised to the exponent."],
  ["$sqrt(number)", "number", "The square root."],
  ["$random()", "number", "A number from 0 up to 1, recorded with the run."],
  ["$formatNumber(number, picture, options?)", "text", 'Writes a number by a picture such as "#,##0.00".'],
  ["$formatBase(number, base?)", "text", "Writes a number in another base, such as 16."],
  ["$formatInteger(number, picture)", "text", "Writes a whole number by a picture, also in words."],
  ["$parseInteger(text, picture)", "number", "Reads a whole number written by a picture."],
  ["$sum(numbers)", "number", "Adds up a list of numbers."],
  ["$max(numbers)", "number", "The largest of a list of numbers."],
  ["$min(numbers)", "number", "The smallest of a list of numbers."],
  ["$average(numbers)", "number", "The mean of a list of numbers."],
];

const LISTS: readonly Row[] = [
  ["$count(list)", "number", "Counts the items of a list."],
  ["$append(first, second)", "list", "Puts two lists one after the other."],
  ["$sort(list, isAfter?)", "list", "Sorts a list; the function says whether the first comes after the second."],
  ["$reverse(list)", "list", "Turns the order of a list around."],
  ["$shuffle(list)", "list", "Puts a list into a random order, recorded with the run."],
  ["$distinct(list)", "list", "Leaves out items that occurred before."],
  ["$zip(list, others)", "list of lists", "Joins lists item by item."],
  ["$map(list, function)", "list", "Makes a new item out of each item."],
  ["$filter(list, function)", "list", "Keeps the items for which the function says yes."],
  ["$single(list, function?)", "any", "The one item that fits; fails when there is none or another."],
  ["$reduce(list, function, initial?)", "any", "Combines the items of a list to one value."],
];

const OBJECTS: readonly Row[] = [
  ["$keys(object)", "list of texts", "The names of the fields."],
  ["$lookup(object, name)", "any", "The value of the field with a name; the way to use a lookup table."],
  ["$spread(object)", "list of objects", "Takes an object apart, an object per field."],
  ["$merge(objects)", "object", "Puts objects together; later fields win."],
  ["$sift(object, function)", "object", "Keeps the fields for which the function says yes."],
  ["$each(object, function)", "list", "Makes an item out of each field."],
  ["$error(message?)", "nothing", "Fails with a message."],
  ["$assert(condition, message?)", "nothing", "Fails with a message unless a condition holds."],
  ["$type(value)", "text", "The type of a value in one word."],
];

const LOGIC: readonly Row[] = [
  ["$boolean(value)", "yes or no", "Turns a value into yes or no; empty values are no."],
  ["$not(value)", "yes or no", "Yes becomes no."],
  ["$exists(value)", "yes or no", "Whether there is a value at all."],
];

const DATES: readonly Row[] = [
  ["$now(picture?, timezone?)", "text", "The time of this step as ISO 8601 or by a picture, recorded with the run."],
  ["$millis()", "number", "The time of this step in milliseconds since 1970, recorded with the run."],
  ["$fromMillis(number, picture?, timezone?)", "text", "Writes milliseconds since 1970 as a date."],
  ["$toMillis(text, picture?)", "number", "Reads a date as milliseconds since 1970."],
];

const FUNCTIONS: readonly Row[] = [["$clone(value)", "any", "A copy of a value that changes do not reach back from."]];

const toEntries = (group: FunctionEntry["group"], rows: readonly Row[]): FunctionEntry[] =>
  rows.map(([signature, result, purpose]) => {
    const [name, parameters] = signature.slice(0, -1).split("(") as [string, string];
    return { name, parameters: parameters === "" ? [] : parameters.split(", "), result, purpose, group };
  });

export const functionCatalog: readonly FunctionEntry[] = [
  ...toEntries("Text", TEXT),
  ...toEntries("Numbers", NUMBERS),
  ...toEntries("Lists", LISTS),
  ...toEntries("Objects", OBJECTS),
  ...toEntries("Logic", LOGIC),
  ...toEntries("Dates", DATES),
  ...toEntries("Functions", FUNCTIONS),
];

/** Those that are only written as text, too: the key of a mapping is never worked out. */
export const writableFunctions: readonly FunctionEntry[] = [
  ...functionCatalog,
  ...toEntries("Functions", [
    ["$useMapping(mapping, value)", "any", 'Applies a version of a reusable mapping, such as "orderTotal@3", to a value.'],
  ]),
];

const byName = new Map(writableFunctions.map((entry) => [entry.name, entry]));

export const findFunction = (name: string): FunctionEntry | undefined => byName.get(name);

export const signatureOf = ({ name, parameters, result }: FunctionEntry): string =>
  `${name}(${parameters.join(", ")}) → ${result}`;
