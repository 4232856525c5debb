import type { FormPost, UploadPlace } from '../../widgets/formPost.ts'

/** Something that waits on this device to be sent. */
export interface WaitingPost extends FormPost {
  /** Also what makes it count once. */
  key: string
  /** Id of the app user who made it; empty: nobody who was signed in. */
  owner: string
  /** The screen that was open. */
  screenId: string
  /** When it was sent first, in milliseconds. */
  at: number
  /** Why the server does not take it; null: it has not been there, or could not say. */
  refusal: string | null
}

/** A file that waits with what holds it. */
export interface WaitingFile extends UploadPlace {
  id: string
  file: File
  at: number
}

/** What waits, in the database of the app's own origin. Rejects where the browser gives none, as some do in private windows. */
export async function openOutboxStore(): Promise<OutboxStore> {
  const db = await open()
  const store = (name: StoreName, mode: IDBTransactionMode) => db.transaction(name, mode).objectStore(name)
  return {
    list: async () => (await done<WaitingPost[]>(store('posts', 'readonly').getAll())).sort((a, b) => a.at - b.at),
    put: async (post) => void (await done(store('posts', 'readwrite').put(post))),
    remove: (key) => done(store('posts', 'readwrite').delete(key)),
    listFiles: () => done<WaitingFile[]>(store('files', 'readonly').getAll()),
    findFile: (id) => done<WaitingFile | undefined>(store('files', 'readonly').get(id)),
    putFile: async (file) => void (await done(store('files', 'readwrite').put(file))),
    removeFile: (id) => done(store('files', 'readwrite').delete(id)),
  }
}

export interface OutboxStore {
  /** The oldest first. */
  list(): Promise<WaitingPost[]>
  put(post: WaitingPost): Promise<void>
  remove(key: string): Promise<void>
  listFiles(): Promise<WaitingFile[]>
  findFile(id: string): Promise<WaitingFile | undefined>
  putFile(file: WaitingFile): Promise<void>
  removeFile(id: string): Promise<void>
}

type StoreName = 'posts' | 'files'

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('axiom-outbox', 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('posts', { keyPath: 'key' })
    request.result.createObjectStore('files', { keyPath: 'id' })
  }
  return done(request)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the outbox cannot be used'))
  })
}
