import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { People } from "#engine/runtime/people.ts";
import type { Role } from "#engine/core/role.ts";
import { ensureOrganization } from "#engine/postgres/organization.ts";
import { createPeopleStore } from "#engine/postgres/people-store.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPrismaClient, type PrismaClient } from "#engine/postgres/prisma-client.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("people store", () => {
  let close: () => Promise<void>;
  let people: People;
  let prisma: PrismaClient;
  let orgId: string;
  let url: string;
  const password = "correct horse battery";

  beforeAll(async () => {
    const database = await createTestDatabase();
    url = database.url;
    const pool = createPool({ url });
    prisma = createPrismaClient(pool);
    people = createPeopleStore(prisma);
    close = async () => {
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  async function join(email: string, role: Role = "analyst") {
    const { token } = await people.invite({ orgId, role, invitedBy: "Ada", email });
    await people.accept({ token, email, name: email.split("@")[0]!, password });
    const person = await people.authenticate(email, password);
    return person!.userId;
  }

  it("makes the first organization once", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => ensureOrganization(url, "Acme")));
    expect(new Set(ids).size).toBe(1);
    expect(await ensureOrganization(url, "Other")).toBe(ids[0]);
    orgId = ids[0]!;
  });

  it("lets the invited owner in as admin", async () => {
    const { token, expiresAt } = await people.invite({ orgId, role: "admin", invitedBy: "first start" });
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(6.9 * 24 * 3_600_000);
    expect(await people.invitation(token)).toEqual({ role: "admin", organization: "Acme" });
    expect(await people.accept({ token, email: " Ada@Example.com ", name: "Ada", password })).toEqual({ ok: true });
    const ada = await people.authenticate("ADA@example.com", password);
    expect(ada).toMatchObject({ name: "Ada", email: "ada@example.com" });
    expect(await people.membership(ada!.userId)).toMatchObject({
      orgId,
      organization: "Acme",
      role: "admin",
      email: "ada@example.com",
    });
  });

  it("refuses a wrong password and an unknown address in about the same time", async () => {
    const time = async (email: string) => {
      const before = process.cpuUsage();
      expect(await people.authenticate(email, "wrong password")).toBeUndefined();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    await time("ada@example.com");
    const [known, unknown] = [await time("ada@example.com"), await time("nobody@example.com")];
    expect(unknown).toBeGreaterThan(known / 5);
  });

  it("stores neither password nor token", async () => {
    const { token } = await people.invite({ orgId, role: "analyst", invitedBy: "Ada" });
    const rows = JSON.stringify([await prisma.appUser.findMany(), await prisma.invitation.findMany()]);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(password);
  });

  it("takes an invitation once, also when two use it at once", async () => {
    const { token } = await people.invite({ orgId, role: "analyst", invitedBy: "Ada" });
    const accepts = ["one@example.com", "two@example.com"].map((email) => people.accept({ token, email, name: "X", password }));
    const outcomes = await Promise.all(accepts);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.find((outcome) => !outcome.ok)).toMatchObject({ message: /was used or has expired/ });
    expect(await people.invitation(token)).toBeUndefined();
  });

  it("refuses an expired or unknown invitation", async () => {
    const { token } = await people.invite({ orgId, role: "analyst", invitedBy: "Ada", email: "late@example.com" });
    await prisma.invitation.updateMany({ where: { email: "late@example.com" }, data: { expiresAt: new Date(0) } });
    const request = { email: "late@example.com", name: "Late", password };
    expect(await people.accept({ token, ...request })).toMatchObject({ ok: false });
    expect(await people.accept({ token: "made up", ...request })).toMatchObject({ ok: false });
    expect(await people.authenticate("late@example.com", password)).toBeUndefined();
  });

  it("binds an invitation to the address it names, asks for a long password, and leaves the invitation usable", async () => {
    const { token } = await people.invite({ orgId, role: "executive", invitedBy: "Ada", email: "Eve@example.com" });
    const accept = (email: string, secret: string) => people.accept({ token, email, name: "Eve", password: secret });
    expect(await accept("mallory@example.com", password)).toMatchObject({ ok: false, message: /for eve@example.com/ });
    expect(await accept("eve@example.com", "short")).toMatchObject({ ok: false, message: /at least 10/ });
    expect(await accept("eve@example.com", password)).toEqual({ ok: true });
  });

  it("does not replace an account that exists", async () => {
    await join("bob@example.com");
    const { token } = await people.invite({ orgId, role: "admin", invitedBy: "Ada" });
    const again = { token, email: "bob@example.com", name: "Not Bob", password: "another password" };
    expect(await people.accept(again)).toMatchObject({ ok: false, message: /account for bob@example.com already/ });
    expect(await people.authenticate("bob@example.com", password)).toBeDefined();
    expect(await people.invitation(token)).toBeDefined();
  });

  it("changes roles but never removes the last admin", async () => {
    const carol = await join("carol@example.com");
    expect(await people.setRole({ orgId, userId: carol, role: "engineer" })).toEqual({ ok: true });
    expect(await people.membership(carol)).toMatchObject({ role: "engineer" });
    const admins = (await people.list(orgId)).filter((person) => person.role === "admin");
    expect(admins).toHaveLength(1);
    expect(await people.setRole({ orgId, userId: admins[0]!.userId, role: "analyst" })).toMatchObject({
      ok: false,
      message: /only admin/,
    });
    await people.setRole({ orgId, userId: carol, role: "admin" });
    const both = [carol, admins[0]!.userId].map((userId) => people.setRole({ orgId, userId, role: "analyst" }));
    expect((await Promise.all(both)).filter((outcome) => outcome.ok)).toHaveLength(1);
  });

  it("knows no membership for a stranger", async () => {
    expect(await people.membership(randomUUID())).toBeUndefined();
    expect(await people.membership("not an id")).toBeUndefined();
    expect(await people.setRole({ orgId, userId: randomUUID(), role: "admin" })).toMatchObject({ ok: false });
  });
});
