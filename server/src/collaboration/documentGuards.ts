import type { Document } from '@hocuspocus/server'

import { Authorship } from './authorship.ts'
import { DocumentSize, type SizeLimits } from './documentSize.ts'

/** What is known of a document in memory beside its content, to judge what people send. */
export interface DocumentGuard {
  authorship: Authorship
  size: DocumentSize
}

export class DocumentGuards {
  readonly #limits: SizeLimits | undefined
  readonly #guards = new WeakMap<Document, DocumentGuard>()

  constructor(limits: SizeLimits | undefined) {
    this.#limits = limits
  }

  /** Asked for the first time before the document is filled. */
  of(document: Document): DocumentGuard {
    const found = this.#guards.get(document)
    if (found !== undefined) return found
    const guard = { authorship: new Authorship(document), size: new DocumentSize(document, this.#limits) }
    this.#guards.set(document, guard)
    return guard
  }
}
