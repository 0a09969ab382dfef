import { expect, it } from "vitest";
import { listConnections } from "./list-connections.ts";

it("names connections and where they lead, and no secret", () => {
  const listed = listConnections({
    bank: { baseUrl: "https://bank.example/v1", headers: { authorization: { env: "BANK_TOKEN" } } },
    chat: { baseUrl: { env: "CHAT_URL" } },
    mail: { type: "smtp", host: "smtp.example.com", from: "a@example.com", user: "flows", password: { env: "PW" } },
  });
  expect(listed).toEqual([
    { name: "bank", type: "http", about: "https://bank.example/v1" },
    { name: "chat", type: "http", about: "a secret address" },
    { name: "mail", type: "smtp", about: "mail through smtp.example.com" },
  ]);
});
