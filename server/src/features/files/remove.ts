import type { BlobStore } from '../../platform/blob/blobStore.ts'
import type { FileMetrics } from './fileMetrics.ts'
import { allKeys } from './keys.ts'
import type { FileStore, StoredFile } from './store.ts'

/** Takes a file away for good; false when somebody holds it. A crash in between leaves a row that the sweep ends. */
export type Remover = (file: StoredFile) => Promise<boolean>

export interface RemoverDeps {
  store: FileStore
  blobs: BlobStore
  metrics: FileMetrics
  /** Nobody has the project any more. */
  isGone: (projectId: string) => Promise<boolean>
}

const AT_ONCE = 100

export function createRemover({ store, blobs, metrics, isGone }: RemoverDeps) {
  async function drop(file: StoredFile): Promise<void> {
    for (const key of allKeys(file)) await blobs.remove(key)
    await store.drop(file._id)
    metrics.became('removed')
  }

  return {
    async remove(file: StoredFile): Promise<boolean> {
      if (file.state !== 'removing') {
        const isRetired = await store.transaction(async (session) => {
          if (!(await store.retire(file, session))) return false
          await store.giveBack(file.projectId, file.size, session)
          return true
        })
        if (!isRetired) return false
      }
      await drop(file)
      return true
    },

    /** Takes away all files of a project that is gone, held or not, and what is known of them. Can be repeated. */
    async empty(projectId: string, signal: AbortSignal): Promise<void> {
      if (!(await isGone(projectId))) return
      while (!signal.aborted) {
        const files = await store.someOf(projectId, AT_ONCE)
        for (const file of files) if (await store.condemn(file)) await drop(file)
        if (files.length === 0) return store.forgetProject(projectId)
      }
    },
  }
}
