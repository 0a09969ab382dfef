import { describe, expect, it } from "vitest";
import { durationString } from "../core/duration.ts";
import { expression, readableTemplate, templateOr } from "./template-field.ts";

describe("templateOr", () => {
  it("takes a value of the field or a template", () => {
    const field = templateOr(durationString);
    expect(field.safeParse("PT1S").success).toBe(true);
    expect(field.safeParse("=input.pause").success).toBe(true);
    expect(field.safeParse("soon").error?.issues[0]?.message).toMatch(/ISO 8601.*or an expression starting with =/);
  });
});

describe("expression", () => {
  it("takes JSONata without the sign of a template", () => {
    expect(expression.safeParse("input.id").success).toBe(true);
    expect(expression.safeParse("").success).toBe(false);
    expect(expression.safeParse("=input.id").success).toBe(false);
  });
});

describe("readableTemplate", () => {
  it.each([
    ["/charges", "/charges"],
    ['="/charges/" & step.output.chargeId & "/refund"', "/charges/{chargeId}/refund"],
    ["=input.title", "{title}"],
    ['="a & b: " & $string(input.n)', "a & b: …"],
    ['="say \\"hi\\""', 'say "hi"'],
  ])("shows %s as %s", (text, readable) => {
    expect(readableTemplate(text)).toBe(readable);
  });
});
