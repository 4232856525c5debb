import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Collection } from '../../platform/db/port.ts'
import { searchedPaths } from './query/searchFilter.ts'
import type { Rows, StoredRecord } from './stored.ts'

/** So many records are looked at faster than an index is kept. */
const FEW = 2_000

export interface WordIndexesDeps {
  collection: (rows: Rows) => Collection<StoredRecord>
  /** An index could not be made; the next search tries again. */
  onFailure: (error: unknown) => void
}

/** Indexes of words for models that are searched: others do not pay for them at every write. */
export function createWordIndexes({ collection, onFailure }: WordIndexesDeps) {
  /** By collection: the paths that are indexed, or are about to be. */
  const known = new Map<string, string>()

  async function make(rows: Rows, paths: string[]): Promise<void> {
    const [key, records] = [rows.collection, collection(rows)]
    try {
      if ((await records.countDocuments({}, { limit: FEW + 1 })) > FEW) await records.indexWords(paths)
      else known.delete(key)
    } catch (error) {
      known.delete(key)
      onFailure(error)
    }
  }

  return {
    /** Somebody searches a model: from now on quickly, if it has many records. Until then each search looks at all of them. */
    expectSearch(rows: Rows, { whole }: CompiledModel): void {
      const paths = searchedPaths(whole)
      const shape = paths.join()
      if (paths.length === 0 || known.get(rows.collection) === shape) return
      known.set(rows.collection, shape)
      void make(rows, paths)
    },
  }
}
