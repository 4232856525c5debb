/** So many first bytes tell what a file is. */
export const HEAD_BYTES = 64 * 1024

const BINARY = 'application/octet-stream'

/** What only its ending tells apart: documents that are archives inside. */
const IN_ARCHIVES: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
}
const OLD_OFFICE: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  msg: 'application/vnd.ms-outlook',
}
/** Texts are told apart by their ending, once nothing in them is active. */
const TEXTS: Record<string, string> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  md: 'text/markdown',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  xml: 'application/xml',
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
}

/** The media type of a file by its first bytes; what its sender says it is counts only among texts and archives. */
export async function detectType(head: Uint8Array, name: string): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type')
  const ending = /\.([a-z0-9]{1,12})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const found = await fileTypeFromBuffer(head)
  if (found && found.mime !== 'application/xml') {
    if (found.mime === 'application/zip') return own(IN_ARCHIVES, ending) ?? found.mime
    if (found.mime === 'application/x-cfb') return own(OLD_OFFICE, ending) ?? found.mime
    return found.mime
  }
  const text = textOf(head)
  if (text === null) return BINARY
  if (/<svg[\s>]/i.test(text)) return 'image/svg+xml'
  if (/<(!doctype\s+html|html|head|body|script|iframe)[\s>]/i.test(text)) return 'text/html'
  if (found) return found.mime
  return own(TEXTS, ending) ?? 'text/plain'
}

function own(table: Record<string, string>, ending: string): string | undefined {
  return Object.hasOwn(table, ending) ? table[ending] : undefined
}

/** Null for what is no text in UTF-8. The last character may be cut. */
function textOf(head: Uint8Array): string | null {
  if (head.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
