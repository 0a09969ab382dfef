import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { scriptToJsonata } from "./script-expression.ts";

const data = { name: "Ana-Maria", at: "2026-03-01T10:00:00.000Z", code: "AB-12 CD-34", n: 8 };

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
  ])("%s is %j", async (source, value) => expect(JSON.parse(JSON.stringify(await valueOf(source)))).toEqual(value));

  it.each(["at.plus(1, 'months')", "eval(name)", "name.replace(/(/"])("refuses %s", (source) =>
    expect(() => scriptToJsonata(source, { name: (name) => ({ code: name }) })).toThrow(/counterpart/),
  );
});
