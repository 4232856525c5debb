import { buffer } from 'node:stream/consumers'

import type { ArchiveSource } from '@axiom/shared/contracts/archives'
import { AppError } from '@axiom/shared/errors'

import { DATABASE_LIMIT, type SourceFiles } from './files.ts'
import { withoutSecrets } from './gaps.ts'
import { newSource } from './newSource.ts'
import type { SourceStore, StoredSource } from './store.ts'

export interface SourceArchiveDeps {
  store: SourceStore
  files: SourceFiles
  now: () => number
}

/** The data sources of a whole project, out and in: for whoever may see all of it. Nothing is asked of any of them. */
export function createSourceArchive({ store, files, now }: SourceArchiveDeps) {
  return {
    /** Each with the bytes of its file, where it has one and files are wanted. */
    async *archivedSources(
      projectId: string,
      withFiles: boolean,
    ): AsyncGenerator<{ source: ArchiveSource; bytes: AsyncIterable<Uint8Array> | null }> {
      for (const source of await store.list(projectId)) {
        const file = withFiles ? source.file : null
        yield {
          source: await archived(
            source,
            file && { name: file.name, size: await store.sizeOf(file.revision, file.parts) },
          ),
          bytes: file && store.readFile(file.revision, file.parts),
        }
      }
    },

    /** Answers the new id. Throws `query_failed` when the file is no database. */
    async restoreSource(
      projectId: string,
      { name, config, readOnly, lacks, file }: ArchiveSource,
      bytes: AsyncIterable<Uint8Array>,
    ): Promise<string> {
      const source = newSource({ projectId, name, config, readOnly, instant: new Date(now()).toISOString() })
      if (file && 'url' in config)
        throw new AppError('invalid_input', { message: 'A source that is a server has no file.' })
      if ((file?.size ?? 0) > DATABASE_LIMIT) throw new AppError('too_large')
      const kept = file && (await files.restore(source._id, file.name, await buffer(bytes)))
      await store.insert({ ...source, lacks, file: kept })
      return source._id
    },
  }
}

export type SourceArchive = ReturnType<typeof createSourceArchive>

function archived(source: StoredSource, file: ArchiveSource['file']): ArchiveSource {
  const { _id: id, name, readOnly } = source
  const { config, lacks } = withoutSecrets(source)
  return { id, name, config, readOnly, lacks: [...new Set([...lacks, ...(source.lacks ?? [])])], file }
}
