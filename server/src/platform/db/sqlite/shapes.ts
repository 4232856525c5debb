import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import type { Document, Show } from '../port.ts'
import { decodeDocument } from './encode.ts'
import type { Request } from './messages.ts'

const require = createRequire(import.meta.url)

/** What this thread was taught to write of documents. */
const known = new Map<number, (text: string) => string>()

/** At once, since the next request may need it already. */
export function learn({ shape, module, plan }: Extract<Request, { op: 'learn' }>): void {
  const { show } = require(fileURLToPath(module)) as { show: Show<Document, unknown> }
  known.set(shape, (text) => JSON.stringify(show(decodeDocument(text), plan)))
}

export function forget(shape: number): void {
  known.delete(shape)
}

/** Throws Error for a shape that was never learnt. */
export function shown(shape: number, texts: readonly string[]): string[] {
  const show = known.get(shape)
  if (!show) throw new Error(`There is no shape ${shape}.`)
  return texts.map(show)
}
