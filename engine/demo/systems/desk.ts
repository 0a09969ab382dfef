import { addOperation, addQuery, answer, type DemoWorld } from "../demo-routes.ts";

/** The systems that only take things down: the order book, the ticket tracker and the team chat. */
export function addDesk(world: DemoWorld): void {
  addOperation(world, {
    system: "orders",
    name: "create",
    path: "",
    run: ({ body, seq }) => answer(201, { orderId: `ord_${seq}`, ...body }),
  });
  addOperation(world, {
    system: "tracker",
    name: "open",
    path: "/tickets",
    run: ({ body, seq }) => {
      if (typeof body["title"] !== "string") return answer(400, { error: "invalid_ticket", message: "title must be text." });
      return answer(201, { ...body, ticketId: `T-${seq}`, status: "open" });
    },
  });
  addOperation(world, {
    system: "chat",
    name: "post",
    path: "/messages",
    run: ({ body, seq }) => {
      if (typeof body["text"] !== "string") return answer(400, { error: "invalid_message", message: "text must be text." });
      return answer(201, { ...body, messageId: `m_${seq}` });
    },
  });
  addQuery(world, "orders", "", () => bodies(world, "orders", "create"));
  addQuery(world, "tracker", "/tickets", () => bodies(world, "tracker", "open"));
  addQuery(world, "chat", "/messages", () => bodies(world, "chat", "post"));
}

const bodies = ({ ledger }: DemoWorld, system: string, operation: string) =>
  ledger.accepted(system, operation).map((entry) => entry.answer.body);
