import type { ArchiveFile } from '@axiom/shared/contracts/archives'
import { AppError } from '@axiom/shared/errors'
import type { FileDescriptor } from '@axiom/shared/model/files'

import type { BlobStore } from '../../platform/blob/blobStore.ts'
import type { Beginner } from './begin.ts'
import { keysOf } from './keys.ts'
import { ASSET, type FileStore, type StoredFile } from './store.ts'
import type { Uploads } from './uploads.ts'

const PAGE = 200

export interface FileArchiveDeps {
  store: FileStore
  blobs: BlobStore
  begin: Beginner
  uploads: Uploads
}

export interface NewFile {
  projectId: string
  /** Null: a file of the project itself. */
  field: ArchiveFile['field']
  name: string
  size: number
  createdBy: string
}

/** Files of a whole project, out and in: for whoever may see all of it. */
export function createFileArchive({ store, blobs, begin, uploads }: FileArchiveDeps) {
  async function* assets(projectId: string): AsyncGenerator<StoredFile> {
    for (let files: StoredFile[] = [], before: string | null = null; ; before = files.at(-1)?._id ?? '') {
      files = await store.listAssets(projectId, { before, search: '', limit: PAGE })
      yield* files
      if (files.length < PAGE) return
    }
  }

  return {
    /** Those of the project itself, then those that rows of an environment hold; each once, and only what may be read. */
    async *archivedFiles(projectId: string, env: 'draft' | 'live' | null): AsyncGenerator<ArchiveFile> {
      for await (const file of assets(projectId)) if (file.state === 'ready') yield archived(file, null)
      const told = new Set<string>()
      for (let last = ''; env !== null;) {
        const uses = await store.usesIn(projectId, env, { after: last, limit: PAGE })
        const files = await store.findMany(projectId, [...new Set(uses.map(({ fileId }) => fileId))])
        for (const { fileId, holder, slot: fieldId } of uses) {
          const file = files.find(({ _id }) => _id === fileId)
          if (file?.state !== 'ready' || file.purpose === ASSET || told.has(fileId)) continue
          told.add(fileId)
          yield archived(file, { modelId: holder.split(':')[1] ?? '', fieldId })
        }
        if (uses.length < PAGE) return
        last = uses.at(-1)?._id ?? ''
      }
    },

    bytesOf: (projectId: string, fileId: string) => blobs.read(keysOf({ projectId, _id: fileId }).original),

    /** Throws as an upload does, also where the bytes are not as many as they should be. */
    async restoreFile(
      { projectId, field, name, size, createdBy }: NewFile,
      bytes: AsyncIterable<Uint8Array>,
    ): Promise<FileDescriptor> {
      const purpose = field === null ? ASSET : `field:draft:${field.modelId}:${field.fieldId}`
      const upload = await begin({ projectId, purpose, name, size, rules: { accept: [], maxBytes: null }, createdBy })
      const { file } = await uploads.append(upload, 0, bytes)
      if (!file) throw new AppError('conflict')
      return file
    },
  }
}

export type FileArchive = ReturnType<typeof createFileArchive>

function archived({ _id: id, name, size }: StoredFile, field: ArchiveFile['field']): ArchiveFile {
  return { id, name, size, field }
}
