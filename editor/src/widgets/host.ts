import type { RichTextJson } from '@axiom/shared/document/richText'
import type { ModelView, NodeView, QueryView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import type { FileDescriptor } from '@axiom/shared/model/files'

import type { UploadRequest } from '../api/upload.ts'
import { r } from '../texts/r.ts'
import type { PeopleQuery, Person } from './people.ts'

export type RecordRow = Record<string, Json>

export interface RecordQuery {
  /** Collection name. */
  collection: string
  limit: number
  cursor: string | null
  /** `name` or `-name`; empty: newest first. */
  sort: string
  search: string
  /** People that the rows name come along, by these fields. */
  expand?: readonly string[]
  /** Only these records. */
  ids?: readonly string[]
}

export interface RecordPage {
  rows: RecordRow[]
  nextCursor: string | null
  count: number
}

/** `record`: what was stored; null where the answer went to the submission box, or `isKept`: it waits on the device. */
export type SubmitResult =
  | { ok: true; record: RecordRow | null; isKept?: boolean }
  | { ok: false; message: string; errors: Record<string, string> }

/** A query as a widget knows it. */
export type RunnableQuery = Pick<QueryView, 'id' | 'name' | 'parameters'>

/** What stands for a query's rows where collections are watched: no stream tells of them, a refresh does. */
export function queryPlace(queryId: string): string {
  return `queries/${queryId}`
}

export function isQueryPlace(collection: string): boolean {
  return collection.startsWith('queries/')
}

/** What a query answered. */
export interface QueryResult {
  data: Json
  /** Of its rows, in order; null when that is not known. */
  columns: readonly string[] | null
}
export type ChosenFile = Pick<UploadRequest, 'file' | 'onProgress' | 'signal'>
export type FilePlace = { collection: string; field: string } | { input: NodeView; name: string }

/** What expressions can read, by name. */
export type Scope = Record<string, Json>

/** What widgets need of the world around them; the canvas, the preview and the published app each give one. */
export interface WidgetHost {
  models: () => readonly ModelView[]
  queries: () => readonly RunnableQuery[]
  /** Runs a query; parameters that are not given are those of the address and of state with the same name. */
  query: (query: RunnableQuery, given: Scope, signal: AbortSignal) => Promise<QueryResult>
  list: (query: RecordQuery, signal: AbortSignal) => Promise<RecordPage>
  /** People that a visitor may name: those whom he may find. */
  people: (asked: PeopleQuery, signal: AbortSignal) => Promise<Person[]>
  /** How many records, or the sum of a field. */
  stat: (collection: string, sum: string | null, signal: AbortSignal) => Promise<number>
  /** Calls back when records of a collection changed; returns the function that stops. */
  watch: (collection: string, listener: () => void) => () => void
  richText: (nodeId: string) => RichTextJson | null
  /** Sends a file for a field of a record, or for an input of a form without a model. */
  upload: (file: ChosenFile, place: FilePlace) => Promise<FileDescriptor>
  submit: (form: NodeView, values: Record<string, Json>) => Promise<SubmitResult>
  /** Runs the actions of an event, one after the other; never rejects. `local` is what only they can read: `row`, `form` … */
  run: (actions: Json, local: Scope) => Promise<void>
  /** What all expressions can read: `app`, `screen`, `params`, `state`. The same object until something in it changes. */
  scope: () => Scope
  /** Calls back when that has changed; returns the function that stops. */
  watchScope: (listener: () => void) => () => void
  /** Address of a screen, for links. */
  hrefOf: (screenId: string) => string | null
}

const NO_SCOPE: Scope = {}

/** Where there is no data: empty lists, forms that go nowhere. */
export function createStaticHost(more: Partial<WidgetHost> = {}): WidgetHost {
  return {
    models: () => [],
    queries: () => [],
    query: () => Promise.resolve({ data: null, columns: null }),
    list: () => Promise.resolve({ rows: [], nextCursor: null, count: 0 }),
    people: () => Promise.resolve([]),
    stat: () => Promise.resolve(0),
    watch: () => () => undefined,
    richText: () => null,
    upload: () => Promise.reject(new Error(r('error.unreachable'))),
    submit: () => Promise.resolve({ ok: true, record: null }),
    run: () => Promise.resolve(),
    scope: () => NO_SCOPE,
    watchScope: () => () => undefined,
    hrefOf: () => null,
    ...more,
  }
}
