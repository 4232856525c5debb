import type { Page } from '@axiom/shared/contracts/common'
import type { recordsApi } from '@axiom/shared/contracts/records'
import type { Json } from '@axiom/shared/json'

import type { Call } from './call.ts'
import type {
  AggregateOptions,
  Collection,
  FieldOf,
  Group,
  ListOptions,
  PageOptions,
  PathOf,
  Place,
  Selection,
  Shown,
} from './collection.ts'
import type { CallOptions } from './connection.ts'
import { toParameters } from './parameters.ts'

type Api = typeof recordsApi
const COLLECTION = '/api/dynamic/{project}/{collection}'

/** Reading records, one or many. */
export function createReads<C extends Collection>(call: Call, { env, ...params }: Place) {
  async function list<F extends FieldOf<C> = FieldOf<C>, P extends PathOf<C> = never>({
    signal,
    ...options
  }: PageOptions<C, F, P> = {}): Promise<Page<Shown<C, F, P>>> {
    const query = toParameters({ env, ...options })
    return (await call<Api['list']>('get', COLLECTION, { params, query, signal })) as unknown as Page<Shown<C, F, P>>
  }

  /** All records, page after page: what others add or delete meanwhile makes nothing come twice and nothing be left out. */
  async function* all<F extends FieldOf<C> = FieldOf<C>, P extends PathOf<C> = never>(
    options: ListOptions<C, F, P> = {},
  ): AsyncGenerator<Shown<C, F, P>, void> {
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<Shown<C, F, P>> = await list({ limit: 200, ...options, cursor: cursor || undefined })
      yield* page.data
      cursor = page.meta.nextCursor
    }
  }

  /** At most 1,000 groups. */
  async function aggregate<G extends FieldOf<C> = never>({
    signal,
    ...options
  }: AggregateOptions<C, G>): Promise<Group<C, G>[]> {
    const query = toParameters({ env, ...options })
    const { data } = await call<Api['aggregate']>('get', `${COLLECTION}/aggregate`, { params, query, signal })
    return data as unknown as Group<C, G>[]
  }

  return {
    list,
    all,
    aggregate,

    async get<P extends PathOf<C> = never>(
      id: string,
      { signal, ...options }: { expand?: readonly P[] | undefined } & CallOptions = {},
    ): Promise<Shown<C, FieldOf<C>, P>> {
      const query = toParameters({ env, ...options })
      const at = { ...params, recordId: id }
      const { data } = await call<Api['read']>('get', `${COLLECTION}/{recordId}`, { params: at, query, signal })
      return data as unknown as Shown<C, FieldOf<C>, P>
    },

    /** How many there are. */
    async count({ signal, ...selection }: Selection<C> & CallOptions = {}): Promise<number> {
      const query = toParameters({ env, ...selection, count: true, limit: 1, fields: ['id'] })
      const { meta } = await call<Api['list']>('get', COLLECTION, { params, query, signal })
      return meta['count'] as number
    },

    /** The values of a field, each once, with how many records have it; at most 1,000 of them. */
    async distinct<F extends FieldOf<C>>(
      field: F,
      selection: Selection<C> & CallOptions = {},
    ): Promise<{ value: C['record'][F]; count: number }[]> {
      const groups = await aggregate<F>({ ...selection, groupBy: [field] })
      return groups.map(({ group, count }) => ({ value: group[field], count }))
    },

    /** Values that more than one record has, for who can change the model. */
    async duplicates(field: FieldOf<C>, { signal }: CallOptions = {}): Promise<{ value: Json; count: number }[]> {
      const query = { field, ...(env && { env }) }
      return (await call<Api['duplicates']>('get', `${COLLECTION}/duplicates`, { params, query, signal })).data
    },
  }
}
