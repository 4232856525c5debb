import type { VariantName } from '@axiom/shared/model/files'

import type { StoredFile } from './store.ts'

/** Where the bytes of a file are in the store of blobs: `<project>/<file>/original`, `/small.webp`, `/part-…`. */
export function keysOf({ projectId, _id }: Pick<StoredFile, 'projectId' | '_id'>) {
  const folder = `${projectId}/${_id}`
  return {
    folder,
    original: `${folder}/original`,
    variant: (name: VariantName) => `${folder}/${name}.webp`,
  }
}

/** Everything that a file has there. */
export function allKeys(file: StoredFile): string[] {
  const { original, variant } = keysOf(file)
  return [original, ...file.variants.map(variant), ...file.parts.map(({ key }) => key)]
}
