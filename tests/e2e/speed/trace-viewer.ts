import type { BrowserContext } from "@playwright/test";

type Cookies = Awaited<ReturnType<BrowserContext["storageState"]>>["cookies"];

/** Somebody who watches a run over the same stream as the page, and keeps the numbers of the events in their order. */
export interface TraceViewer {
  readonly seqs: readonly number[];
  /** Breaks the line; the viewer connects again behind the last event it has. */
  cut(): void;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
}

export function watchTrace(url: string, cookies: Cookies, runId: string): TraceViewer {
  const seqs: number[] = [];
  let line = new AbortController();
  const follow = async (): Promise<void> => {
    for (;;) {
      try {
        if (await readStream(streamUrl(url, runId, seqs.at(-1) ?? 0), cookies, line.signal, (seq) => seqs.push(seq))) return;
      } catch (error) {
        if (!line.signal.aborted) throw error;
        line = new AbortController();
      }
    }
  };
  return { seqs, cut: () => line.abort(), ended: follow() };
}

const streamUrl = (url: string, runId: string, afterSeq: number): string =>
  `${url}/api/trpc/runs.events?input=${encodeURIComponent(JSON.stringify({ runId, afterSeq }))}`;

/** Whether the server has said that this was all; a stream that just stops is a broken line. */
async function readStream(url: string, cookies: Cookies, signal: AbortSignal, onSeq: (seq: number) => void): Promise<boolean> {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(url, { headers: { cookie, accept: "text/event-stream" }, signal });
  if (!answer.ok || !answer.body) throw new Error(`The stream was refused with status ${answer.status}.`);
  let rest = "";
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const messages = `${rest}${chunk}`.split("\n\n");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      if (/^event: return$/m.test(message)) return true;
      const data = /^id: /m.test(message) ? /^data: (.*)$/m.exec(message)?.[1] : undefined;
      if (data !== undefined) (JSON.parse(data) as readonly { readonly seq: number }[]).forEach(({ seq }) => onSeq(seq));
    }
  }
  return false;
}
