import type { CopiedFile } from '@axiom/shared/contracts/files'
import type { Picture } from '@axiom/shared/model/pictures'

import type { BlobStore } from '../../platform/blob/blobStore.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { FileArchive } from './archive.ts'
import { keysOf } from './keys.ts'
import type { FileService } from './service.ts'
import { ASSET, type FileStore } from './store.ts'

export interface CopiesDeps {
  store: FileStore
  blobs: BlobStore
  access: Pick<ProjectAccess, 'resolve'>
  files: Pick<FileService, 'target'>
  archive: Pick<FileArchive, 'restoreFile'>
}

/**
 * Pictures of other projects as files of one's own: a project shows nothing that goes when another one does. Whoever has the address of such a
 * file may read it, so that nobody is asked there. What is gone, or no file of a project itself, is left out.
 */
export function createCopies({ store, blobs, access, files, archive }: CopiesDeps) {
  return async (actor: UserActor, projectId: string, pictures: readonly Picture[]): Promise<CopiedFile[]> => {
    await files.target(actor, projectId)
    const copied: CopiedFile[] = []
    for (const { projectId: from, fileId } of pictures) {
      const file = (await access.resolve(from)) && (await store.find(from, fileId))
      const bytes = file?.purpose === ASSET && file.state === 'ready' ? await blobs.read(keysOf(file).original) : null
      if (!file || !bytes) continue
      const { name, size } = file
      const { id } = await archive.restoreFile({ projectId, field: null, name, size, createdBy: actor.userId }, bytes)
      copied.push({ projectId: from, fileId, copyId: id })
    }
    return copied
  }
}
