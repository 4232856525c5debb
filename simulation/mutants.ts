/** A product broken on purpose: one place of one file is written differently. */
export interface Mutant {
  file: string
  find: string
  replace: string
}

/** What a product might do that the simulator must notice; each name goes on from "a product that …". */
export const MUTANTS: Record<string, Mutant> = {
  'acknowledges before the append': {
    file: 'server/src/collaboration/syncSession.ts',
    find: 'await updateLog.persist(',
    replace: 'void updateLog.persist(',
  },
  'answers edits of the server before their append': {
    file: 'server/src/collaboration/serverEdits.ts',
    find: 'await this.#log.append(',
    replace: 'void this.#log.append(',
  },
  'does not look at the log': {
    file: 'server/src/collaboration/fanOut/updateFanOut.ts',
    find: 'await this.#look(held)',
    replace: 'await Promise.resolve(held)',
  },
  'holds nothing': {
    file: 'server/src/collaboration/syncSession.ts',
    find: "if (verdict.kind === 'gap' && kind === 'update')",
    replace: 'if (Math.PI < 3)',
  },
  'compaction covers what it has not read': {
    file: 'simulation/memoryChunkStore.ts',
    find: 'const ids = merged.indexes.flatMap((i) => chunks[i]?._id ?? [])',
    replace:
      'const ids = this.#log.entriesOf(projectId).map(({ chunk }) => chunk._id).filter((id) => id !== snapshotId)',
  },
  'compaction deletes at once': {
    file: 'simulation/memoryChunkStore.ts',
    find: 'if (entry !== undefined) entry.coveredBy ??= snapshotId',
    replace: 'if (entry !== undefined) entries.delete(id)',
  },
  'says Saved at the first acknowledgement': {
    file: 'editor/src/document/connection.ts',
    find: 'if (saved && outstanding === 0 &&',
    replace: 'if (saved &&',
  },
  'forgets what waited when the line goes': {
    file: 'editor/src/document/connection.ts',
    find: 'const missing = Y.encodeStateAsUpdate(this.#config.y, stateVector)',
    replace:
      'const missing = this.#state.outstanding > 0 ? Y.encodeStateAsUpdate(this.#config.y, stateVector) : Uint8Array.of(0, 0)',
  },
  'takes edits of other tabs too early': {
    file: 'editor/src/document/tabs.ts',
    find: "=== 'gap') return false",
    replace: "=== 'never') return false",
  },
  'says that edits are on this device before they are': {
    file: 'editor/src/document/persistence.ts',
    find: 'return this.#expected || this.#known.length > 0 || this.#own.length > 0 || this.#inFlight > 0',
    replace: 'return false',
  },
  'undo overwrites what others wrote since': {
    file: 'shared/src/document/undo.ts',
    find: '!sameValue(map.get(change.key), expected)',
    replace: 'false',
  },
  'puts a backup back and says so to nobody': {
    file: 'server/src/collaboration/markRestored.ts',
    find: 'await pool.use(projectId, (document) => edits.run(document, edit))',
    replace: 'await pool.use(projectId, () => undefined)',
  },
  'goes on after some documents were not marked as restored': {
    file: 'server/src/collaboration/markRestored.ts',
    find: 'if (failures.length > 0)',
    replace: 'if (Math.PI < 3)',
  },
  'refuses keys of the server that come back': {
    file: 'server/src/collaboration/judgeUpdate.ts',
    find: "const returns = refusal?.code === 'server_only' && isRestored",
    replace: 'const returns = false',
  },
  'lets keys of the server come back': {
    file: 'shared/src/document/epoch.ts',
    find: 'if (after.get(key) !== value) meta.set(key, value)',
    replace: 'void value',
  },
  'mixes the documents of two epochs': {
    file: 'server/src/collaboration/authorship.ts',
    find: 'for (const client of clients) if (this.#retired.has(client)) return true',
    replace: 'for (const client of clients) if (this.#retired.has(client)) return Math.PI < 3',
  },
  'acknowledges what comes too late for an epoch': {
    file: 'simulation/memoryChunkStore.ts',
    find: 'if ((chunk.e ?? 0) !== epoch) throw new StaleError()',
    replace: 'if ((chunk.e ?? 0) !== epoch) return',
  },
  'does not make unsent edits again in a new epoch': {
    file: 'editor/src/document/projectSession.ts',
    find: 'if (replay !== null) replayOn(',
    replace: 'if (replay === undefined) replayOn(',
  },
}
