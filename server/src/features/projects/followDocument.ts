import type { ProjectDoc } from '@axiom/shared/document/projectDoc'

import type { ProjectStore } from './store.ts'

/** A busy document moves its project up in the list at most so often. */
const TOUCH_MS = 10_000
const MAX_ENTRIES = 10_000

/** The project's name as its document has it; undefined when that is none. */
export function nameIn(doc: ProjectDoc): string | undefined {
  const name: unknown = doc.roots.meta.get('name')
  const text = typeof name === 'string' ? name.trim().slice(0, 80) : ''
  return text === '' ? undefined : text
}

/**
 * Keeps the row behind the document: a new name at once, the time of the last edit every ten seconds. The first edit after a start
 * writes both, which mends a row that a crash left behind.
 */
export function createDocumentFollower(store: ProjectStore, now: () => number) {
  const written = new Map<string, { name: string | undefined; at: number }>()
  return async (projectId: string, doc: ProjectDoc): Promise<void> => {
    const [name, at, last] = [nameIn(doc), now(), written.get(projectId)]
    if (last && last.name === name && at - last.at < TOUCH_MS) return
    written.delete(projectId)
    written.set(projectId, { name, at })
    if (written.size > MAX_ENTRIES) written.delete(written.keys().next().value ?? '')
    await store.update(projectId, { updatedAt: new Date(at).toISOString(), ...(name === undefined ? {} : { name }) })
  }
}
