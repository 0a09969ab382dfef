import { escapeHtml } from "../../core/html.ts";
import type { LedgerEntry } from "../effect-ledger.ts";

/** The mail that was caught, newest first. */
export function mailPage(entries: readonly LedgerEntry[]): string {
  const mails = entries.map(mailArticle).reverse();
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Caught mail · OmniLink demo system</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
      body { max-width: 46rem; margin: 3rem auto; padding: 0 1.5rem; }
      article { margin: 1.5rem 0; padding: 1rem 1.25rem; border: 1px solid #8886; border-radius: 8px; }
      h2 { margin: 0; font-size: 1.1rem; overflow-wrap: anywhere; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0.5rem 0; font-size: 0.9rem; }
      dd { margin: 0; overflow-wrap: anywhere; }
      pre { margin: 0.75rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 0.95em ui-monospace, monospace; }
    </style>
  </head>
  <body>
    <h1>Caught mail</h1>
    <p>Mail that flows sent to the demo mail server. It was kept here and passed on to nobody.</p>
    ${mails.length === 0 ? "<p>Nothing yet.</p>" : mails.join("\n    ")}
  </body>
</html>
`;
}

function mailArticle({ at, answer }: LedgerEntry): string {
  const field = (name: string): string => escapeHtml(String(answer.body[name] ?? ""));
  const copy = field("cc") === "" ? "" : `<dt>Copy to</dt><dd>${field("cc")}</dd>`;
  return `<article>
      <h2>${field("subject")}</h2>
      <dl><dt>From</dt><dd>${field("from")}</dd><dt>To</dt><dd>${field("to")}</dd>${copy}<dt>Came</dt><dd>${escapeHtml(at)}</dd></dl>
      <pre>${field("text")}</pre>
    </article>`;
}
