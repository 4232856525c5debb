import type { MailContent } from './mailer.ts'

/** Plain text and HTML of a mail; what people wrote is escaped. */
export function renderMail(content: MailContent): { text: string; html: string } {
  return { text: toText(content), html: toHtml(content) }
}

function toText({ title, paragraphs, rows = [], link, footer }: MailContent): string {
  const parts = [title, ...paragraphs]
  if (rows.length > 0) parts.push(rows.map(([name, value]) => `${name}: ${value}`).join('\n'))
  if (link) parts.push(`${link.label}: ${link.url}`)
  if (footer !== undefined) parts.push(`-- \n${footer}`)
  return `${parts.join('\n\n')}\n`
}

// Mail programs know few styles, and only inline ones.
const PAGE =
  'margin:0;padding:24px;background:#f4f5f7;font:16px/1.5 system-ui,-apple-system,Segoe UI,sans-serif;color:#1f2430'
const CARD = 'max-width:560px;margin:0 auto;padding:28px 32px;background:#ffffff;border-radius:12px'
const BUTTON =
  'display:inline-block;padding:10px 20px;border-radius:8px;background:#3b5bdb;color:#ffffff;text-decoration:none;font-weight:600'
const SMALL = 'font-size:13px;color:#5c6370'

function toHtml({ title, paragraphs, rows = [], link, footer }: MailContent): string {
  const body = [
    `<h1 style="margin:0 0 16px;font-size:20px">${escape(title)}</h1>`,
    ...paragraphs.map((text) => `<p style="margin:0 0 16px;white-space:pre-line">${escape(text)}</p>`),
    rows.length > 0
      ? `<table style="margin:0 0 16px;border-collapse:collapse">${rows.map(toRow).join('')}</table>`
      : '',
    link
      ? `<p style="margin:24px 0"><a href="${escape(link.url)}" style="${BUTTON}">${escape(link.label)}</a></p>`
      : '',
    link ? `<p style="${SMALL};word-break:break-all">${escape(link.url)}</p>` : '',
    footer === undefined ? '' : `<p style="${SMALL};margin:24px 0 0">${escape(footer)}</p>`,
  ]
  return `<!doctype html><html><head><meta charset="utf-8"><title>${escape(title)}</title></head><body style="${PAGE}"><div style="${CARD}">${body.join('')}</div></body></html>`
}

function toRow([name, value]: readonly [string, string]): string {
  const cell = 'padding:4px 16px 4px 0;vertical-align:top'
  return `<tr><td style="${cell};color:#5c6370">${escape(name)}</td><td style="${cell};white-space:pre-line">${escape(value)}</td></tr>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
