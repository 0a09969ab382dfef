import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { keepOneContentType } from "./one-content-type.ts";

const response = (): ServerResponse => {
  const made = new ServerResponse(new IncomingMessage(new Socket()));
  keepOneContentType(made);
  return made;
};

describe("keepOneContentType", () => {
  it("keeps a type that is set as a list as text", () => {
    const answer = response();
    answer.setHeader("Content-Type", ["application/json"]);
    expect(answer.getHeader("content-type")).toBe("application/json");
  });

  it("leaves headers alone that may be there more than once", () => {
    const answer = response();
    answer.setHeader("set-cookie", ["a=1", "b=2"]);
    expect(answer.getHeader("set-cookie")).toEqual(["a=1", "b=2"]);
  });
});
