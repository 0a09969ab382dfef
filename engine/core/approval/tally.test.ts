import { describe, expect, it } from "vitest";
import type { ApprovalRules, Hat, Party } from "./approval-rules.ts";
import { maySign, tally, type Signer } from "./tally.ts";

const party = (changes: Partial<Party>): Party => ({ roles: [], groups: [], people: [], quorum: 1, ...changes });
const rules = (...stages: readonly (readonly Party[])[]): ApprovalRules => ({ stages, allowSelf: false });
const hat = (id: string, changes: Partial<Hat> = {}): Hat => ({
  userId: id,
  email: `${id}@example.com`,
  roles: ["executive"],
  groups: [],
  ...changes,
});
const person = (id: string, changes: Partial<Hat> = {}, ...more: readonly Hat[]): Signer => ({
  id,
  name: id,
  hats: [hat(id, changes), ...more],
});
const signed = (...people: readonly Signer[]) => people.map(({ id, hats }) => ({ voter: id!, hats }));
const why = (result: ReturnType<typeof maySign>) => (result.ok ? "ok" : result.why);

describe("tally", () => {
  it("is complete when n of m have signed", () => {
    const two = rules([party({ roles: ["executive"], quorum: 2 })]);
    expect(tally(two, signed(person("ana")))).toMatchObject({ isComplete: false, signed: 1, needed: 2, missing: [{ more: 1 }] });
    expect(tally(two, signed(person("ana"), person("ben")))).toMatchObject({ isComplete: true, signed: 2 });
  });

  it("counts nobody for two parties, and lets nobody be blocked by the order of signatures", () => {
    const both = rules([party({ groups: ["finance"] }), party({ groups: ["legal"] })]);
    const ana = person("ana", { groups: ["finance", "legal"] });
    const finn = person("finn", { groups: ["finance"] });
    expect(tally(both, signed(ana)).isComplete).toBe(false);
    expect(tally(both, signed(ana, finn)).isComplete).toBe(true);
    expect(why(maySign(both, signed(ana), finn, []))).toBe("ok");
    expect(why(maySign(both, signed(ana), ana, []))).toBe("signed");
    expect(why(maySign(both, signed(finn), person("fay", { groups: ["finance"] }), []))).toBe("full");
  });

  it("asks the parties of a sequence in turn", () => {
    const turns = rules([party({ roles: ["engineer"] })], [party({ people: ["cleo@example.com"] })]);
    const cleo = person("cleo");
    const emil = person("emil", { roles: ["engineer"] });
    expect(why(maySign(turns, [], cleo, []))).toBe("notYet");
    expect(why(maySign(turns, signed(emil), cleo, []))).toBe("ok");
    expect(tally(turns, signed(emil, cleo))).toMatchObject({ isComplete: true, stage: 1 });
  });
});

describe("maySign", () => {
  const one = rules([party({ roles: ["executive"] })]);

  it("refuses whoever started the run, by id, and by name where there is none", () => {
    expect(why(maySign(one, [], person("ana"), [{ id: "ana", name: "Ana" }]))).toBe("ownRun");
    expect(why(maySign(one, [], person("ana"), [{ id: "ben", name: "ana" }]))).toBe("ok");
    expect(why(maySign(one, [], person("ana"), [{ name: "ana" }]))).toBe("ownRun");
    expect(why(maySign({ ...one, allowSelf: true }, [], person("ana"), [{ id: "ana" }]))).toBe("ok");
  });

  it("lets a stand-in sign, but not in place of the starter", () => {
    const zoe = person("zoe", { roles: ["analyst"] }, hat("ana", { standsInFor: "Ana" }));
    expect(why(maySign(one, [], zoe, []))).toBe("ok");
    expect(why(maySign(one, [], zoe, [{ id: "ana" }]))).toBe("ownRun");
    expect(why(maySign(one, [], person("bob", { roles: ["analyst"] }), []))).toBe("notAsked");
  });
});
