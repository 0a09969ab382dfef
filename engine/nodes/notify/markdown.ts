import { escapeHtml } from "../../core/html.ts";

/**
 * Markdown as people write it in a message, as simple HTML for mail: headings, paragraphs, lists, bold, italic, code and
 * links to http, https and mailto. Everything else is text; HTML in the source is shown, not obeyed.
 */
export function markdownToHtml(markdown: string): string {
  const blocks = markdown
    .replaceAll("\r\n", "\n")
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== "");
  return blocks.map(blockToHtml).join("\n");
}

const HEADING = /^(#{1,3}) +(.+)$/;
const BULLET = /^[-*] +/;
const NUMBER = /^\d+[.)] +/;

function blockToHtml(block: string): string {
  const lines = block.split("\n");
  const heading = lines.length === 1 ? HEADING.exec(block) : null;
  if (heading) return `<h${heading[1]!.length}>${inline(heading[2]!)}</h${heading[1]!.length}>`;
  if (lines.every((line) => BULLET.test(line))) return list("ul", lines, BULLET);
  if (lines.every((line) => NUMBER.test(line))) return list("ol", lines, NUMBER);
  return `<p>${lines.map(inline).join("<br>\n")}</p>`;
}

const list = (tag: string, lines: readonly string[], mark: RegExp): string =>
  `<${tag}>${lines.map((line) => `<li>${inline(line.replace(mark, ""))}</li>`).join("")}</${tag}>`;

/** Code and links are taken out first, so that a `*` inside them stays one. */
const ATOM = /`([^`]+)`|\[([^\]]+)\]\(((?:https?:\/\/|mailto:)[^\s()]+)\)/g;

function inline(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(ATOM)) {
    const [whole, code, label, address] = match;
    html += emphasis(text.slice(end, match.index));
    html += code === undefined ? `<a href="${escapeHtml(address!)}">${emphasis(label!)}</a>` : `<code>${escapeHtml(code)}</code>`;
    end = match.index + whole.length;
  }
  return html + emphasis(text.slice(end));
}

const emphasis = (text: string): string =>
  escapeHtml(text)
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/(?<![*\w])\*([^*\s][^*]*)\*(?![*\w])/g, "<em>$1</em>");
