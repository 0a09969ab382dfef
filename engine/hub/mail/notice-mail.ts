import { escapeHtml } from "../../core/html.ts";
import type { Notice } from "../../runtime/notices.ts";
import { letterOf } from "./notice-letter.ts";

/**
 * A notice as a mail: what it is about, and a link that shows it. Nothing is decided by opening it. Titles come from data, so
 * they are shown as they are and format nothing.
 */
export function noticeMail({ about }: Notice, name: string, siteUrl: string) {
  const letter = letterOf(about, siteUrl);
  const { subject, lead, facts, link, footer } = letter;
  const title = letter.title.replaceAll(/\s+/g, " ");
  const last = footer === undefined ? [] : [footer];
  const text = [`Hello ${name},`, lead, title, ...listed(facts, "\n"), `${link.text}: ${link.address}`, ...last].join("\n\n");
  const paragraphs = [
    `Hello ${escapeHtml(name)},`,
    escapeHtml(lead),
    `<strong>${escapeHtml(title)}</strong>`,
    ...listed(facts.map(escapeHtml), "<br>"),
    `<a href="${escapeHtml(link.address)}">${escapeHtml(link.text)}</a>`,
    ...last.map((words) => `<small>${escapeHtml(words)}</small>`),
  ];
  const html = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("\n");
  return { subject: `${subject}: ${title}`, text, html };
}

const listed = (facts: readonly string[], between: string): readonly string[] =>
  facts.length === 0 ? [] : [facts.join(between)];

/** The same for a channel. */
export function noticeChat({ about }: Notice, siteUrl: string): string {
  const { subject, title, facts, link } = letterOf(about, siteUrl);
  return [`${subject}: ${title}`, ...facts, link.address].join("\n");
}
