import type { recordsApi } from '@axiom/shared/contracts/records'
import { newId } from '@axiom/shared/ids'
import type { JsonObject } from '@axiom/shared/json'

import type { Call } from './call.ts'
import type { ChangeOptions, Collection, FieldOf, Place } from './collection.ts'
import type { CallOptions } from './connection.ts'
import { toParameters } from './parameters.ts'

type Api = typeof recordsApi
const COLLECTION = '/api/dynamic/{project}/{collection}'
const RECORD = `${COLLECTION}/{recordId}` as const

export interface CreateOptions extends CallOptions {
  /** Makes that this request counts once, also across several runs of a program; without one, each call is one. */
  idempotencyKey?: string | undefined
}

/** Making, changing and deleting records. */
export function createWrites<C extends Collection>(call: Call, { env, ...params }: Place) {
  type Stored = C['record']
  const query = toParameters({ env })

  function create(input: C['create'], options?: CreateOptions): Promise<Stored>
  function create(input: readonly C['create'][], options?: CreateOptions): Promise<Stored[]>
  /** One record, or up to 1,000: all or none. Sent again after a lost answer, it still makes them once. */
  async function create(input: unknown, { idempotencyKey = newId(), signal }: CreateOptions = {}): Promise<unknown> {
    const body = input as JsonObject | JsonObject[]
    const headers = { 'idempotency-key': idempotencyKey }
    return (await call<Api['create']>('post', COLLECTION, { params, query, body, headers, repeatable: true, signal }))
      .data
  }

  function upsert(field: FieldOf<C>, input: C['create'], options?: CallOptions): Promise<Stored>
  function upsert(field: FieldOf<C>, input: readonly C['create'][], options?: CallOptions): Promise<Stored[]>
  /** Changes the record that has this value of a unique field, or makes one; up to 1,000, all or none. */
  async function upsert(field: FieldOf<C>, input: unknown, { signal }: CallOptions = {}): Promise<unknown> {
    const body = input as JsonObject | JsonObject[]
    const asked = toParameters({ env, upsert: field })
    return (await call<Api['create']>('post', COLLECTION, { params, query: asked, body, repeatable: true, signal }))
      .data
  }

  /** A guarded change whose answer was lost would be refused the second time, as if somebody else had made it. */
  const changing = (id: string, { ifVersion, signal }: ChangeOptions) => ({
    params: { ...params, recordId: id },
    query,
    repeatable: ifVersion === undefined,
    ...(ifVersion === undefined ? {} : { headers: { 'if-match': `"${id}-${ifVersion}"` } }),
    signal,
  })

  return {
    create,
    upsert,

    /** The fields that are sent, and no others; null empties one. */
    async update(id: string, values: C['update'], options: ChangeOptions = {}): Promise<Stored> {
      const body = values as JsonObject
      return (await call<Api['patch']>('patch', RECORD, { ...changing(id, options), body })).data
    },

    /** The whole record: fields that are not sent become empty. */
    async replace(id: string, values: C['create'], options: ChangeOptions = {}): Promise<Stored> {
      const body = values as JsonObject
      return (await call<Api['replace']>('put', RECORD, { ...changing(id, options), body })).data
    },

    async delete(id: string, options: ChangeOptions = {}): Promise<void> {
      await call<Api['remove']>('delete', RECORD, changing(id, options))
    },
  }
}
