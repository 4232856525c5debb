import { AppError } from '@axiom/shared/errors'
import { type FileDescriptor, type FileRules, isAccepted } from '@axiom/shared/model/files'

import type { Session } from '../../platform/db/port.ts'
import { ASSET, type FileStore, type Holder, type StoredFile } from './store.ts'

/** A place for files in a record or submission. */
export interface Place {
  projectId: string
  /** What files for it were uploaded for. */
  purpose: string
  rules: Pick<FileRules, 'accept' | 'maxBytes'>
  /** Editors of the project may also use its own files, and those of other records of the same place. */
  isEditor: boolean
  /** Where it is in the request. */
  path: string
}

/** Which records and submissions hold which files. */
export function createHolds(store: FileStore, now: () => number) {
  return {
    /** What is known of the files with these ids. Throws `invalid_input` for one that may not be there. */
    async describe(place: Place, ids: readonly string[]): Promise<FileDescriptor[]> {
      const found = new Map((await store.findMany(place.projectId, [...ids])).map((file) => [file._id, file]))
      return ids.map((id) => {
        const file = found.get(id)
        if (!file || !mayTake(place, file))
          throw refuse(place.path, 'file', 'is no file that was uploaded for this field')
        const { name, type, size } = file
        if (!isAccepted(place.rules.accept, file))
          throw refuse(place.path, 'accept', `must be one of: ${place.rules.accept.join(', ')}`)
        if (place.rules.maxBytes !== null && size > place.rules.maxBytes)
          throw refuse(place.path, 'maxSize', `may have ${place.rules.maxBytes} bytes`)
        return { id, name, type, size }
      })
    },

    /** From now on a slot holds exactly these files. */
    async hold(holder: Holder, slot: string, ids: readonly string[], session: Session): Promise<void> {
      const held = (await store.held(holder, session)).filter((use) => use.slot === slot)
      const at = new Date(now()).toISOString()
      for (const use of held) if (!ids.includes(use.fileId)) await store.release(use, at, session)
      for (const id of new Set(ids)) {
        if (held.some(({ fileId }) => fileId === id)) continue
        if (!(await store.hold(holder, slot, id, session))) throw new AppError('conflict')
      }
    },

    /** From now on it holds none. */
    async release(holder: Holder, session: Session): Promise<void> {
      const at = new Date(now()).toISOString()
      for (const use of await store.held(holder, session)) await store.release(use, at, session)
    },
  }
}

export type Holds = ReturnType<typeof createHolds>

function mayTake({ purpose, isEditor }: Place, file: StoredFile): boolean {
  if (file.state !== 'ready' && file.state !== 'scanning') return false
  if (file.purpose === purpose) return file.uses === 0 || isEditor
  return isEditor && file.purpose === ASSET
}

function refuse(path: string, code: string, message: string): AppError {
  return new AppError('invalid_input', { errors: [{ path, code, message }] })
}
