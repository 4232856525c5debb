import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import { type FileRules, MEGABYTE } from '@axiom/shared/model/files'

import { cleanName } from './fileName.ts'
import { ASSET, type FileStore, type StoredFile } from './store.ts'

export interface FileLimits {
  /** Of one file, in bytes. */
  maxBytes: number
  /** Of all files of a project, in bytes. */
  quotaBytes: number
}

/** Where a new file shall go, and what is taken there. */
export interface UploadTarget {
  projectId: string
  purpose: string
  rules: Pick<FileRules, 'accept' | 'maxBytes'>
}

export interface NewUpload extends UploadTarget {
  name: string
  size: number
  createdBy: string | null
}

/** Begins an upload: its room is taken at once, so that what begins can also end. Throws `too_large`, `quota_exceeded`. */
export type Beginner = (upload: NewUpload) => Promise<StoredFile>

export function createBeginner({
  store,
  limits,
  now,
}: {
  store: FileStore
  limits: FileLimits
  now: () => number
}): Beginner {
  return async ({ projectId, purpose, name, size, rules, createdBy }) => {
    const most = Math.min(rules.maxBytes ?? limits.maxBytes, limits.maxBytes)
    if (size > most)
      throw new AppError('too_large', { message: `A file may have ${sayBytes(most)} here. Choose a smaller one.` })
    const isAsset = purpose === ASSET
    await store.openUsage(projectId)
    // What nobody holds yet must not take the room of what is held.
    if (!isAsset && (await store.idleBytes(projectId)) + size > Math.max(limits.quotaBytes / 4, limits.maxBytes))
      throw new AppError('quota_exceeded')
    const at = new Date(now()).toISOString()
    const file: StoredFile = {
      // Time first, for the order; the rest cannot be guessed.
      _id: `${now().toString(36).padStart(9, '0')}${newId(20)}`,
      projectId,
      purpose,
      name: cleanName(name),
      type: '',
      size,
      state: 'uploading',
      offset: 0,
      parts: [],
      accept: [...rules.accept],
      sha256: null,
      width: null,
      height: null,
      variants: [],
      isProcessed: false,
      uses: 0,
      idleSince: isAsset ? null : at,
      createdAt: at,
      updatedAt: at,
      createdBy,
    }
    await store.transaction(async (session) => {
      if (!(await store.reserve(projectId, size, limits.quotaBytes, session))) throw new AppError('quota_exceeded')
      await store.insert(file, session)
    })
    return file
  }
}

function sayBytes(bytes: number): string {
  return bytes >= MEGABYTE ? `${Math.floor((bytes / MEGABYTE) * 10) / 10} MB` : `${Math.floor(bytes / 1024)} KB`
}
