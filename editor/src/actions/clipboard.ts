import { isObject } from '@axiom/shared/json'

/** Our own clipboard format; the same JSON is there as plain text, so that it survives other programs. */
export const CLIPBOARD_TYPE = 'application/x-axiom+json'
const MARK = 'axiom/nodes'

export type Pasted =
  | { kind: 'nodes'; payload: unknown }
  | { kind: 'image'; url: string }
  | { kind: 'text'; paragraphs: string[] }

export function serialise(payload: unknown): string {
  return JSON.stringify({ format: MARK, payload })
}

/** What was pasted: widgets, the address of an image, or words. Null for nothing usable. */
export function readPasted(own: string, plain: string): Pasted | null {
  const payload = payloadOf(own) ?? payloadOf(plain)
  if (payload !== null) return { kind: 'nodes', payload }
  const text = plain.trim()
  if (text === '') return null
  if (isImageUrl(text)) return { kind: 'image', url: text }
  return { kind: 'text', paragraphs: text.split(/\r?\n/).filter((line) => line.trim() !== '') }
}

function payloadOf(text: string): unknown {
  if (!text.includes(MARK)) return null
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) && parsed['format'] === MARK ? (parsed['payload'] ?? null) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function isImageUrl(text: string): boolean {
  return /^https?:\/\/\S+\.(png|jpe?g|gif|webp|avif|svg)(\?\S*)?$/i.test(text)
}
