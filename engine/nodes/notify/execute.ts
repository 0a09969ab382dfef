import { z } from "zod";
import type { EffectExecutor } from "../../runtime/executor.ts";
import type { SendMail } from "../mail-sender.ts";
import type { Send } from "../sender.ts";
import { chatSchema, postPrepared, prepareChat } from "./chat.ts";
import { mailSchema, prepareMail, sendPrepared } from "./email.ts";

const recorded = z.discriminatedUnion("channel", [mailSchema, chatSchema]);

export function createNotifyExecutor({ send, sendMail }: { readonly send: Send; readonly sendMail: SendMail }): EffectExecutor {
  return {
    behavior: "effect",
    prepare: async (context) => (context.config["channel"] === "email" ? prepareMail(context) : prepareChat(context)),
    run: async (context, input) => {
      const message = recorded.parse(input);
      const output =
        message.channel === "email" ? await sendPrepared(sendMail, context, message) : await postPrepared(send, context, message);
      return { output };
    },
  };
}
