import { describe, expect, it } from "vitest";
import { fill, message, nobody, reply, testFlow } from "../../../testing/index.ts";
import { importFlow } from "../imported-flow.ts";
import type { ImportedFlow } from "../../../core/import/import-result.ts";

const NAMESPACES =
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"';

const fileOf = (body: string, before = ""): string =>
  `<definitions ${NAMESPACES} id="d" targetNamespace="t">${before}<process id="p" name="Imported">${body}</process></definitions>`;

async function imported(body: string, before = ""): Promise<ImportedFlow> {
  const result = await importFlow(fileOf(body, before), "a.bpmn");
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

const flow = (from: string, to: string, condition?: string): string =>
  `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}">${condition === undefined ? "" : `<conditionExpression>${condition}</conditionExpression>`}</sequenceFlow>`;

const worker = (id: string): string =>
  `<serviceTask id="${id}" name="${id}"><extensionElements><zeebe:taskDefinition type="${id}"/></extensionElements></serviceTask>`;

describe("a BPMN process", () => {
  it("takes one way of a choice by what a form said, and reads lists whole", async () => {
    const { document } = await imported(
      `<startEvent id="s"/><userTask id="ask" name="ask"><extensionElements><camunda:formData><camunda:formField id="days" type="long"/></camunda:formData></extensionElements></userTask>
       <exclusiveGateway id="long" name="long" default="long_b"/>${worker("a")}${worker("b")}
       <scriptTask id="c" name="c"><script>rows.length</script></scriptTask>
       ${flow("s", "ask")}${flow("ask", "long")}${flow("long", "a", "\${days &gt; 5 and rows.length == 2}")}${flow("long", "b")}${flow("a", "c")}`,
    );
    const tested = testFlow(document);
    const mocks = { ask: fill({ days: 6 }), a: reply(), b: reply() };
    const run = await tested.run({ input: { rows: [1, 2] }, mocks });
    expect(run).toMatchObject({ status: "completed", completed: ["ask", "long", "a", "c"], output: 2 });
    expect((await tested.run({ input: { rows: [1, 2] }, mocks: { ...mocks, ask: fill({ days: 5 }) } })).completed).toContain("b");
  });

  it("goes on after an inclusive gateway when the ways that were taken have come together", async () => {
    const { document } = await imported(
      `<startEvent id="s"/><inclusiveGateway id="f" name="f" default="f_c"/>${worker("a")}${worker("b")}${worker("c")}<inclusiveGateway id="j" name="j"/>${worker("z")}
       ${flow("s", "f")}${flow("f", "a", "=n &gt; 1")}${flow("f", "b", "=n &gt; 2")}${flow("f", "c")}${flow("a", "j")}${flow("b", "j")}${flow("c", "j")}${flow("j", "z")}`,
    );
    const tested = testFlow(document);
    const mocks = { a: reply(), b: reply(), c: reply(), z: reply() };
    const called = async (n: number) => (await tested.run({ input: { n }, mocks })).calls.map(({ nodeId }) => nodeId);
    expect(await called(3)).toEqual(["a", "b", "z"]);
    expect(await called(2)).toEqual(["a", "z"]);
    expect(await called(1)).toEqual(["c", "z"]);
  });

  it("undoes by the handlers of compensation, and waits for what comes first of a message and a time", async () => {
    const { document } = await imported(
      `<startEvent id="s"/>${worker("book")}<boundaryEvent id="u" attachedToRef="book"><compensateEventDefinition/></boundaryEvent>
       <serviceTask id="cancel" name="cancel" isForCompensation="true"/><association id="as" sourceRef="u" targetRef="cancel"/>
       <eventBasedGateway id="g"/><intermediateCatchEvent id="paid" name="paid"><messageEventDefinition/></intermediateCatchEvent>
       <intermediateCatchEvent id="late" name="late"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></intermediateCatchEvent>
       <endEvent id="failed" name="Not paid"><errorEventDefinition/></endEvent><endEvent id="fine"/>
       ${flow("s", "book")}${flow("book", "g")}${flow("g", "paid")}${flow("g", "late")}${flow("paid", "fine")}${flow("late", "failed")}`,
    );
    const tested = testFlow(document);
    const mocks = { book: reply(), cancel: reply() };
    expect(await tested.run({ input: {}, mocks: { ...mocks, paid: message({}) } })).toMatchObject({ status: "completed" });
    expect(await tested.run({ input: {}, mocks })).toMatchObject({
      status: "compensated",
      undone: ["book"],
      tookMs: 172_800_000,
    });
  });

  it("leads on by another way when a person does not act in time", async () => {
    const { document } = await imported(
      `<startEvent id="s"/><userTask id="ask" name="ask"/><boundaryEvent id="t" attachedToRef="ask"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>
       ${worker("remind")}${worker("thank")}${flow("s", "ask")}${flow("ask", "thank")}${flow("t", "remind")}`,
    );
    const run = await testFlow(document).run({ input: {}, mocks: { ask: nobody(), remind: reply(), thank: reply() } });
    expect(run.calls.map(({ nodeId }) => nodeId)).toEqual(["remind"]);
  });

  it("puts a placeholder for what has no counterpart, and says why", async () => {
    const { elements, document } = await imported(
      `<startEvent id="s"/><businessRuleTask id="rate" name="Rate"/><task id="e" name="e"/>
       <subProcess id="sub" triggeredByEvent="true"><startEvent id="in"><errorEventDefinition/></startEvent></subProcess>${flow("s", "rate")}${flow("rate", "e")}`,
    );
    const outcomes = Object.fromEntries(elements.map(({ id, outcome }) => [id, outcome]));
    expect(outcomes).toEqual({ s: "translated", rate: "unsupported", e: "translated", sub: "unsupported", in: "unsupported" });
    expect(document.nodes.find(({ id }) => id === "rate")?.kind).toBe("placeholder");
  });

  it("accounts for what BPMN does not know and for lines that lead nowhere, and lets neither go live", async () => {
    const { elements, document } = await imported(
      `<startEvent id="s"/>\n<magicTask id="m"/><task id="t" name="t" colour="red"/>${flow("s", "t")}${flow("t", "nowhere")}`,
    );
    const lost = elements.filter(({ outcome }) => outcome === "unsupported");
    expect(lost.map(({ type, note }) => [type, note])).toEqual([
      ["magicTask", expect.stringContaining("no <magicTask> (line 2)")],
      ["sequenceFlow", expect.stringContaining('names "nowhere"')],
    ]);
    expect(document.nodes.filter(({ kind }) => kind === "placeholder")).toHaveLength(2);
  });

  it("leaves secrets in the file", async () => {
    const { document } = await imported(
      `<startEvent id="s"/><serviceTask id="call" name="call"><extensionElements><zeebe:taskDefinition type="x"/><zeebe:ioMapping><zeebe:input source="hunter2" target="password"/></zeebe:ioMapping></extensionElements></serviceTask>
       <serviceTask id="get" name="get"><extensionElements><camunda:connector><camunda:inputOutput><camunda:inputParameter name="url">https://me:hunter2@example.com/a?key=hunter2</camunda:inputParameter></camunda:inputOutput></camunda:connector></extensionElements></serviceTask>
       ${flow("s", "call")}${flow("call", "get")}`,
    );
    expect(JSON.stringify(document)).not.toContain("hunter2");
  });

  it("refuses what is no process, and expands no entities", async () => {
    for (const text of ["<html/>", "<definitions", fileOf("").replace(/process/g, "choreography")])
      expect(await importFlow(text, "a.bpmn"), text).toMatchObject({ ok: false });
    const deep = '<subProcess id="a">'.repeat(5_000) + "</subProcess>".repeat(5_000);
    expect(await importFlow(fileOf(deep), "a.bpmn")).toMatchObject({ ok: false });
    const bomb = `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>${fileOf('<startEvent id="s" name="&amp;x;"/>')}`;
    const result = await importFlow(bomb.replace("&amp;x;", "&x;"), "a.bpmn");
    if (result.ok) expect(result.document.nodes[0]?.name).toBe("&x;");
  });
});
