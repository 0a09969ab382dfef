import { setTimeout as sleep } from "node:timers/promises";
import { answer, type DemoWorld } from "../demo-routes.ts";
import { mailPage } from "../mail/mail-page.ts";
import { readMessage } from "../mail/read-message.ts";
import { startSmtpServer, type Delivery, type SmtpServer } from "../mail/smtp-server.ts";

/**
 * A mail server that keeps everything and passes nothing on. A message with a known `Message-ID` is a repeat and is kept
 * once, like any other call. Mail to `nobody@…` is refused.
 */
export function startMail(world: DemoWorld, port: number): Promise<SmtpServer> {
  world.app.get("/demo/mail", (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(mailPage(world.ledger.accepted("mail", "deliver"))),
  );
  return startSmtpServer(port, {
    accepts: (recipient) => !recipient.startsWith("nobody@"),
    deliver: (delivery) => deliver(world, delivery),
  });
}

async function deliver({ ledger, faults }: DemoWorld, { from: sender, to: recipients, source }: Delivery) {
  const fault = faults.next("mail");
  if (fault.type === "fail") return "busy";
  if (fault.type === "slow") await sleep(fault.delayMs, undefined, { ref: false });
  const { messageId, ...message } = readMessage(source);
  const content = { sender, recipients, ...message };
  const call = { system: "mail", operation: "deliver", key: messageId === "" ? undefined : messageId, content };
  ledger.perform(call, (seq) => answer(201, { mailId: `mail_${seq}`, messageId, ...message }));
  return fault.type === "drop" ? "cut" : "taken";
}
