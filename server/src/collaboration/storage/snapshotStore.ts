/** Immutable states of versions and releases, V2 + Brotli, made and read off the main thread. */
export interface SnapshotStore {
  /** Stores the state of the document's log as it is now; gives the stored size in bytes. An id is written once. */
  save(projectId: string, snapshotId: string): Promise<number>
  /** The state as a V2 update; null when there is none. */
  open(projectId: string, snapshotId: string): Promise<Uint8Array | null>
  remove(projectId: string, snapshotIds: readonly string[]): Promise<void>
}
