import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { scriptBodyToJsonata, scriptToJsonata } from "./script-parser.ts";

const data = {
  name: "Ana-Maria",
  at: "2026-03-01T10:00:00.000Z",
  code: "AB-12 CD-34",
  n: 8,
  text: "8",
  zero: 0,
  none: [],
  list: [3, 1, 2],
  padded: "  a  b ",
  place: 1,
};

const valueOf = (source: string): Promise<unknown> =>
  jsonata(scriptToJsonata(source, { name: (name) => ({ code: name }) }).code).evaluate(data) as Promise<unknown>;

describe("expressions of other tools", () => {
  it.each([
    ["name.replace(/[aA]/g, 'o')", "ono-Morio"],
    ["name.replace(/A/i, 'E')", "Ena-Maria"],
    ["/maria/i.test(name)", true],
    ["code.match(/([A-Z]+)-(\\d+)/)[2]", "12"],
    ["code.match(/\\d+/g)", ["12", "34"]],
    ["n / 2 / 2", 2],
    ["at.plus({ days: 2 }).toFormat('yyyy-MM-dd')", "2026-03-03"],
    ["at.minus(1, 'hour').toISODate()", "2026-03-01"],
    ["at.toFormat('dd.LL.yyyy')", "01.03.2026"],
    ["missing || 'somebody'", "somebody"],
    ["zero || 5", 5],
    ["zero ?? 5", 0],
    ["none || 5", []],
    ["name && n", 8],
    ["!none", false],
    ["n == '8' || text == 8", true],
    ["text === 8", false],
    ["missing == null", true],
    ["missing != 'a'", true],
    ["missing !== 5", true],
    ["n + 1", 9],
    ["text + 1", "81"],
    ["n + n + text", "168"],
    ["padded.trim()", "a  b"],
    ["Math.round(2.5)", 3],
    ["(n / 3).toFixed(2)", "2.67"],
    ["n.toFixed(2)", "8.00"],
    ["list[place]", 1],
    ["list.sort((a, b) => a - b)", [1, 2, 3]],
    ["list.map((x, i) => x * i)", [0, 1, 4]],
    ["list.find((x) => x < 3)", 1],
    ["list.slice(1).length", 2],
    ["code.slice(0, 2)", "AB"],
    ["[...list, 9]", [3, 1, 2, 9]],
    ["({ ...{ a: 1 }, b: list.length })", { a: 1, b: 3 }],
    ["new Date(at).getTime() > 0 ? 'yes' : 'no'", "yes"],
    ["`${name}: ${n}`", "Ana-Maria: 8"],
  ])("%s is %j", async (source, value) => expect(JSON.parse(JSON.stringify(await valueOf(source)))).toEqual(value));

  it.each([
    ["const a = n * 2; const b = a + 1\nreturn b;", 17],
    ["if (n > 5) return 'much';\nreturn 'little';", "much"],
    ["if (n > 9) { return 1 } else { const c = 2; return c }", 2],
    ["return list.filter((x) => { const y = x + 1; return y > 2; }) // the large ones", [3, 2]],
  ])("the body %j gives %j", async (body, value) => {
    const { code } = scriptBodyToJsonata(body, { name: (name) => ({ code: name }) });
    expect(JSON.parse(JSON.stringify(await jsonata(code).evaluate(data)))).toEqual(value);
  });

  it.each(["let a = 1; a = 2; return a", "for (const x of list) { x.y = 1 } return list", "return fetch('/')", "n"])(
    "refuses a body that does more than work out a value: %s",
    (body) =>
      expect(() => scriptBodyToJsonata(body, { name: (name) => (name === "fetch" ? undefined : { code: name }) })).toThrow(
        /counterpart/,
      ),
  );

  it.each(["at.plus(1, 'months')", "eval(name)", "name.replace(/(/"])("refuses %s", (source) =>
    expect(() => scriptToJsonata(source, { name: (name) => ({ code: name }) })).toThrow(/counterpart/),
  );
});
